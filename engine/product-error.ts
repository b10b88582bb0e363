const SPLITTER = 2 ** 27 + 1;

/**
 * What rounding took from a product: a · b = (a * b) + productError(a, b, a * b) exactly, unless something over- or underflows
 * (it does not between 1e-140 and 1e140). Source: T. J. Dekker, A floating-point technique for extending the available precision, 1971.
 */
export function productError(a: number, b: number, product: number): number {
  const aScaled = SPLITTER * a;
  const aHigh = aScaled - (aScaled - a);
  const aLow = a - aHigh;
  const bScaled = SPLITTER * b;
  const bHigh = bScaled - (bScaled - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

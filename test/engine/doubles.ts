const double = new Float64Array(1);
const bits = new BigInt64Array(double.buffer);

/** The 64 bits of a double as a whole number: neighbours of one sign differ by 1. */
export function doubleBits(x: number): bigint {
  double[0] = x;
  return bits[0]!;
}

export function doubleOf(pattern: bigint): number {
  bits[0] = pattern;
  return double[0]!;
}

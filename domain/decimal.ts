const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/** A finite decimal as a number, never -0; undefined for text that is none (also hexadecimal, NaN, infinity and what overflows). */
export function parseDecimal(text: string): number | undefined {
  const trimmed = text.trim();
  if (!DECIMAL.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value + 0 : undefined;
}

/** The number that a JSON value stands for: numbers, decimal text, true as 1 and false as 0; undefined for the rest. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : undefined;
  if (typeof value === 'string') return parseDecimal(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  return undefined;
}

/** From here on neighbouring doubles lie more than a millionth apart, so every double is its own rounding. */
const COARSE = 2 ** 33;

/**
 * Rounded to 6 decimals, half to even on the exact binary value (Python's `round(x, 6)`), never -0.
 * `toFixed` rounds the exact binary value too, but a tie away from zero. A tie needs x · 10^6 = k + 1/2, so x is an odd multiple of 1/128.
 */
export function roundToMicro(x: number): number {
  if (Number.isInteger(x) || Math.abs(x) >= COARSE) return x + 0;
  if (Math.abs(x * 128) % 2 !== 1) return Number(x.toFixed(6)) + 0;
  const below = Math.floor(Math.abs(x) * 1e6);
  const even = below % 2 === 0 ? below : below + 1;
  return Math.sign(x) * (even / 1e6) + 0;
}

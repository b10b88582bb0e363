/**
 * Four digits at a time, as one whole number of 32 bits in memory order (little-endian), of 0 to 9999. A table costs one load where a
 * division and a store a digit cost twenty steps.
 *   FOUR      Int32Array[10000]  the digits with zeros before them: 42 is `0042`
 *   DIGITS    Uint8Array[10000]  how many digits without those zeros; 1 for 0
 *   END_ZEROS Uint8Array[10000]  how many of the four are zeros at the end; 4 for 0
 */
export const FOUR = new Int32Array(10_000);
const DIGITS = new Uint8Array(10_000);
export const END_ZEROS = new Uint8Array(10_000);

for (let n = 0; n < 10_000; n++) {
  const text = String(n).padStart(4, '0');
  for (let i = 3; i >= 0; i--) FOUR[n] = (FOUR[n]! << 8) | text.charCodeAt(i);
  DIGITS[n] = String(n).length;
  END_ZEROS[n] = 4 - text.replace(/0+$/, '').length;
}

/** Writes a whole number below 1e8 as eight digits, with zeros before it. */
export function writeEight(n: number, out: DataView, at: number): void {
  const head = (n / 1e4) | 0;
  out.setInt32(at, FOUR[head]!, true);
  out.setInt32(at + 4, FOUR[n - head * 1e4]!, true);
}

/** Writes up to eight digits, without zeros before them. */
export function writeShort(n: number, out: DataView, at: number): number {
  if (n < 1e4) return writeFew(n, out, at);
  const head = (n / 1e4) | 0;
  const end = writeFew(head, out, at);
  out.setInt32(end, FOUR[n - head * 1e4]!, true);
  return end + 4;
}

/** Writes up to four digits. */
function writeFew(n: number, out: DataView, at: number): number {
  const digits = DIGITS[n]!;
  out.setInt32(at, FOUR[n]! >>> (32 - 8 * digits), true);
  return at + digits;
}

import { END_ZEROS, FOUR, writeEight, writeShort } from './digit-tables.ts';
import { writeDigits } from './number-text-digits.ts';

/** Room that `writeNumber` may need: sign, 17 digits, point, `e`, signed exponent of 3 digits, or 21 digits of a whole number; and what hangs over. */
export const MAX_NUMBER_BYTES = 28;

const MINUS = 45;
const POINT = 46;

/** Below it a decimal of up to 15 digits belongs to one double only, so it is the shortest text of that double. */
const FIFTEEN_DIGITS = 1e15;
const MICRO = 1e6;

/**
 * Writes the finite number at numbers[k] as ASCII at `at` and gives the place behind it: the shortest text that reads back the same, the very text
 * of String(x), with -0 as 0. `out` has MAX_NUMBER_BYTES of room; the bytes behind the text are of no meaning, so texts are written in order.
 * It is asked for by its place because a double that is handed to a function is boxed, unless the function is inlined.
 */
export function writeNumber(numbers: Float64Array, k: number, out: DataView, at: number): number {
  const x = numbers[k]!;
  const size = Math.abs(x);
  if (size < FIFTEEN_DIGITS) {
    const start = x >= 0 ? at : at + 1;
    if (x < 0) out.setUint8(at, MINUS);
    const whole = Math.floor(size);
    const isShort = size < 1e8;
    if (whole === size) return isShort ? writeShort(whole | 0, out, start) : writeWhole(whole, out, start);
    // The quotient of two exact numbers is the double nearest to the decimal, so equality proves that the decimal reads back as x. The
    // product, which is off by a rounding at most, spares most other numbers the division.
    const scaled = size * MICRO;
    const micros = Math.floor(scaled + 0.5);
    if (Math.abs(scaled - micros) <= scaled * 2 ** -50 && micros < FIFTEEN_DIGITS && micros / MICRO === size) {
      const point = isShort ? writeShort(whole | 0, out, start) : writeWhole(whole, out, start);
      return writeFraction((micros - whole * MICRO) | 0, out, point);
    }
    const end = writeDigits(numbers, k, out, start);
    if (end > 0) return end;
  }
  return writeAscii(String(x), out, at);
}

/** Writes a whole number, 0 <= n < 1e15. */
export function writeWhole(n: number, out: DataView, at: number): number {
  if (n < 1e8) return writeShort(n | 0, out, at);
  const head = Math.floor(n / 1e8);
  const end = writeShort(head | 0, out, at);
  writeEight((n - head * 1e8) | 0, out, end);
  return end + 8;
}

/** Writes the point and 1 to 6 digits; zeros at the end are left out. `micros` is 1 to 999,999. */
function writeFraction(micros: number, out: DataView, at: number): number {
  const head = (micros / 100) | 0;
  const tail = micros - head * 100;
  out.setUint8(at, POINT);
  out.setInt32(at + 1, FOUR[head]!, true);
  if (tail === 0) return at + 5 - END_ZEROS[head]!;
  out.setInt32(at + 5, FOUR[tail * 100]!, true);
  return at + 9 - END_ZEROS[tail * 100]!;
}

function writeAscii(text: string, out: DataView, at: number): number {
  for (let i = 0; i < text.length; i++) out.setUint8(at + i, text.charCodeAt(i));
  return at + text.length;
}

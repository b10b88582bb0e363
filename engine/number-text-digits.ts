import { writeEight } from './digit-tables.ts';
import { POWERS_OF_TEN } from './powers-of-ten.ts';
import { productError } from './product-error.ts';

/** The numbers that `writeDigits` tries: String(x) writes smaller ones with an exponent. */
const SMALLEST = 1e-6;
const LARGEST = 1e15;

/** Numbers closer than this to a border are left to String(x); it is far above the rounding of the sums here, which is below 1e-7. */
const DOUBT = 1e-6;

const POINT = 46;
const ZERO = 48;
/** Half the distance to the next double, by the biased exponent, from 2^-20 (just below a millionth) to 2^50. */
const FIRST_EXPONENT = 1023 - 20;
const HALF_GAPS = Float64Array.from({ length: 71 }, (_, i) => 2 ** (i - 20 - 53));

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/**
 * Writes a positive number that is not whole with as many digits as String(x) gives (the fewest that read back the same, of those the
 * nearest), and gives the place behind it; -1, with nothing of meaning written, where this quick way cannot prove the digits.
 *
 * x is scaled to 17 digits before the point, exactly, as a product and its error. A decimal reads back as x when it lies within half the
 * gap between x and its neighbours; the rounding to 15, 16 and 17 digits are tried in turn. At most one decimal of up to 15 digits lies
 * there, so its zeros may be taken off. Below a power of two the gap is half as wide; those that come here have 14 digits at most, which are
 * found exactly.
 */
export function writeDigits(x: number, out: DataView, at: number): number {
  if (!(x >= SMALLEST && x < LARGEST)) return -1;
  double[0] = x;
  const exponent = words[1]! >>> 20;

  let tens = Math.floor((exponent - 1023) * 0.30102999566398);
  let high = x * POWERS_OF_TEN[16 - tens]!;
  if (high >= 1e17) high = x * POWERS_OF_TEN[16 - ++tens]!;
  if (!(high >= 1e16 && high < 1e17)) return -1;
  const scale = POWERS_OF_TEN[16 - tens]!;
  const halfGap = HALF_GAPS[exponent - FIRST_EXPONENT]! * scale;

  // The product may be one off, which the rest shows: that is exact.
  let head = Math.floor(high * 1e-8);
  let tail = high - head * 1e8;
  if (tail < 0) {
    head--;
    tail += 1e8;
  } else if (tail >= 1e8) {
    head++;
    tail -= 1e8;
  }
  const digits = roundTail(tail + productError(x, scale, high), halfGap);
  if (!(digits >= 0 && digits < 1e8)) return -1;
  return place(head, digits, tens, out, at);
}

/** The last 8 of 17 digits, rounded to the fewest that stay within half a gap; NaN in doubt. */
function roundTail(tail: number, halfGap: number): number {
  const hundreds = Math.floor(tail * 0.01 + 0.5) * 100;
  const offHundreds = Math.abs(hundreds - tail);
  if (offHundreds < halfGap + DOUBT) return settled(hundreds, offHundreds, halfGap, 50);
  const tens = Math.floor(tail * 0.1 + 0.5) * 10;
  const offTens = Math.abs(tens - tail);
  if (offTens < halfGap + DOUBT) return settled(tens, offTens, halfGap, 5);
  const rounded = Math.floor(tail + 0.5);
  return settled(rounded, Math.abs(rounded - tail), Number.POSITIVE_INFINITY, 0.5);
}

/** The rounded digits, unless they are too near to the edge of the gap or to a tie; then NaN. */
const settled = (rounded: number, off: number, halfGap: number, tie: number): number =>
  off > halfGap - DOUBT || Math.abs(off - tie) < DOUBT ? Number.NaN : rounded;

/** Writes 9 and 8 digits with the point behind the first `tens + 1` of them, without the zeros at the end. */
function place(head: number, tail: number, tens: number, out: DataView, at: number): number {
  const whole = Math.max(tens + 1, 0);
  let start = at + 1;
  if (tens < 0) {
    out.setUint8(at, ZERO);
    for (start = at + 2; start <= at - tens; start++) out.setUint8(start, ZERO);
  }
  const leading = (head / 1e8) | 0;
  out.setUint8(start, ZERO + leading);
  writeEight((head - leading * 1e8) | 0, out, start + 1);
  writeEight(tail | 0, out, start + 9);
  for (let i = at; i < at + whole; i++) out.setUint8(i, out.getUint8(i + 1));
  out.setUint8(tens < 0 ? at + 1 : at + whole, POINT);
  let end = start + 17;
  while (out.getUint8(end - 1) === ZERO) end--;
  return end;
}

import { END_ZEROS, writeEight, writeShort } from './digit-tables.ts';
import { POWERS_OF_TEN } from './powers-of-ten.ts';
import { productError } from './product-error.ts';

/** The numbers that `writeDigits` tries: String(x) writes smaller ones with an exponent. */
const SMALLEST = 1e-6;
const LARGEST = 1e15;

/** Numbers closer than this to a border are left to String(x); it is far above the rounding of the sums here, which is below 1e-7. */
const DOUBT = 1e-6;

const POINT = 46;
const ZERO = 48;
/** 10^0 to 10^8, as whole numbers of 32 bits. */
const TENS = Int32Array.from(POWERS_OF_TEN.subarray(0, 9));
/** Digits before the point that leave one of nine behind it. */
const MOST_WHOLE = 8;
/** Half the distance to the next double, by the biased exponent, from 2^-20 (just below a millionth) to 2^50. */
const FIRST_EXPONENT = 1023 - 20;
const HALF_GAPS = Float64Array.from({ length: 71 }, (_, i) => 2 ** (i - 20 - 53));

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/**
 * Writes the size of a number that is not whole with as many digits as String(x) gives (the fewest that read back the same, of those the
 * nearest), and gives the place behind it; -1, with nothing of meaning written, where this quick way cannot prove the digits.
 *
 * x is scaled to 17 digits before the point, exactly, as a product and its error. A decimal reads back as x when it lies within half the
 * gap between x and its neighbours; the rounding to 15, 16 and 17 digits are tried in turn. At most one decimal of up to 15 digits lies
 * there, so its zeros may be taken off. Below a power of two the gap is half as wide; those that come here have 14 digits at most, which are
 * found exactly.
 *
 * One long function over a place in an array: a double that is handed to a function which is not inlined is boxed on its way, which costs
 * more than all of this.
 */
export function writeDigits(numbers: Float64Array, k: number, out: DataView, at: number): number {
  const x = Math.abs(numbers[k]!);
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
  tail += productError(x, scale, high);

  // The last 8 of 17 digits, rounded to the fewest that stay within half a gap.
  let rounded = Math.floor(tail * 0.01 + 0.5) * 100;
  let off = Math.abs(rounded - tail);
  let tie = 50;
  let gap = halfGap;
  if (off >= halfGap + DOUBT) {
    rounded = Math.floor(tail * 0.1 + 0.5) * 10;
    off = Math.abs(rounded - tail);
    tie = 5;
    if (off >= halfGap + DOUBT) {
      rounded = Math.floor(tail + 0.5);
      off = Math.abs(rounded - tail);
      tie = 0.5;
      gap = 1;
    }
  }
  // Too near to the edge of the gap, or to a tie.
  if (off > gap - DOUBT || Math.abs(off - tie) < DOUBT) return -1;
  if (!(rounded >= 0 && rounded < 1e8)) return -1;
  return tens >= 0 && tens < MOST_WHOLE
    ? placePoint(Math.floor(x) | 0, head | 0, rounded | 0, tens + 1, out, at)
    : placeFar(head | 0, rounded | 0, tens, out, at);
}

/** Writes 9 and 8 digits with the point behind the first `whole` of them, 1 to 8, which are the number `before`, without the zeros at the end. */
function placePoint(before: number, head: number, tail: number, whole: number, out: DataView, at: number): number {
  const behind = head - Math.imul(before, TENS[9 - whole]!);
  const point = writeShort(before, out, at);
  out.setUint8(point, POINT);
  writeEight(Math.imul(behind, TENS[whole - 1]!), out, point + 1);
  writeEight(tail, out, at + 10);
  const last = tail % 1e4;
  if (last !== 0) return at + 18 - END_ZEROS[last]!;
  if (tail !== 0) return at + 14 - END_ZEROS[(tail / 1e4) | 0]!;
  return withoutZeros(out, at + 10);
}

/** The same where the point stands before all digits, or behind more of them: the first `tens + 1`. */
function placeFar(head: number, tail: number, tens: number, out: DataView, at: number): number {
  const whole = Math.max(tens + 1, 0);
  let start = at + 1;
  if (tens < 0) {
    out.setUint8(at, ZERO);
    for (start = at + 2; start <= at - tens; start++) out.setUint8(start, ZERO);
  }
  const leading = (head / 1e8) | 0;
  out.setUint8(start, ZERO + leading);
  writeEight((head - leading * 1e8) | 0, out, start + 1);
  writeEight(tail, out, start + 9);
  for (let i = at; i < at + whole; i++) out.setUint8(i, out.getUint8(i + 1));
  out.setUint8(tens < 0 ? at + 1 : at + whole, POINT);
  return withoutZeros(out, start + 17);
}

function withoutZeros(out: DataView, end: number): number {
  while (out.getUint8(end - 1) === ZERO) end--;
  return end;
}

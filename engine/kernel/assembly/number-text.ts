import { DIGIT_BYTES, FOUR, POWERS_OF_TEN, SMALL, SMALL_NUMBERS } from './digit-tables';
import { slowText } from './host';

/**
 * Writes a finite number as ASCII at `out` and gives its bytes: the shortest text that reads back the same, the very text of String(x) in
 * JavaScript, with -0 as 0. There have to be 48 bytes; those behind the text are of no meaning.
 */
export function writeNumber(x: f64, out: usize): usize {
  if (x >= 0 && x < <f64>SMALL_NUMBERS) {
    const n = <i32>x;
    if (<f64>n == x) return writeSmall(n, out);
  }
  return writeLong(x, out);
}

const MINUS: u8 = 45;
const POINT: u8 = 46;

/** Below it a decimal of up to 15 digits belongs to one double only, so it is the shortest text of that double. */
const FIFTEEN_DIGITS: f64 = 1e15;
const MICRO: f64 = 1e6;
/** 2^-50 */
const FEW_ROUNDINGS: f64 = 8.8817841970012523e-16;

function writeSmall(n: i32, out: usize): usize {
  const text = load<u64>(SMALL + (<usize>n << 3));
  store<u64>(out, text);
  return <usize>(text >>> 56);
}

function writeLong(x: f64, out: usize): usize {
  const size = abs(x);
  if (size < FIFTEEN_DIGITS) {
    let at = out;
    if (x < 0) store<u8>(at++, MINUS);
    const whole = floor(size);
    if (whole == size) return writeWhole(<i64>whole, at) - out;
    // The quotient of two exact numbers is the double nearest to the decimal, so equality proves that the decimal reads back as x. The
    // product, which is off by a rounding at most, spares most other numbers the division.
    const scaled = size * MICRO;
    const micros = floor(scaled + 0.5);
    if (abs(scaled - micros) <= scaled * FEW_ROUNDINGS && micros < FIFTEEN_DIGITS && micros / MICRO == size) {
      return writeFraction(<u32>(micros - whole * MICRO), writeWhole(<i64>whole, at)) - out;
    }
    const end = writeDigits(size, at);
    if (end > 0) return end - out;
  }
  return slowText(x, out);
}

/** Writes a whole number below 1e15 and gives the place behind it. */
function writeWhole(n: i64, at: usize): usize {
  if (n < 1000) return at + writeSmall(<i32>n, at);
  if (n < 1_000_000) {
    const thousands = <u32>n / 1000;
    const end = at + writeSmall(thousands, at);
    store<u32>(end, load<u32>(FOUR + ((<u32>n - thousands * 1000) << 2)) >>> 8);
    return end + 3;
  }
  const head = <u32>(n / 100_000_000);
  const digits = digitsOf(head, <u32>(n - <i64>head * 100_000_000));
  const zeros = ctz(~i8x16.bitmask(i8x16.eq(digits, i8x16.splat(48))));
  v128.store(at, i8x16.swizzle(digits, v128.load(DIGIT_BYTES + zeros)));
  return at + 16 - zeros;
}

/** Writes the point and 1 to 6 digits; zeros at the end are left out. `micros` is 1 to 999,999. */
function writeFraction(micros: u32, at: usize): usize {
  const head = micros / 100;
  const tail = micros - head * 100;
  const text =
    (<u64>load<u32>(FOUR + (head << 2)) << 8) | <u64>POINT | (<u64>(load<u32>(FOUR + (tail << 2)) >>> 16) << 40);
  store<u64>(at, text);
  return at + 7 - <usize>(clz((text ^ 0x30303030303030) << 8) >>> 3);
}

/** Doubt about the rounding of a product and its error, far above what they can be off. */
const DOUBT: f64 = 1e-6;
/** log10(2) as a fraction. */
const LOG10_2: i32 = 78_913;
const LOG10_2_BITS: i32 = 18;

/** Of 15, 16 and 17 digits: the rounded tail, how far it is off, how far it may be, and how far it is off in a tie. */
const ROUNDED: usize = memory.data(24, 16);
const OFF: usize = memory.data(24, 16);
const GAP: usize = memory.data<f64>([0, 0, 1], 16);
const TIE: usize = memory.data<f64>([50, 5, 0.5], 16);

/**
 * Writes the size of a number that is not whole, 1e-6 or more and below 1e15, with the fewest digits that read back the same, of those the
 * nearest, and gives the place behind it; 0 where this quick way cannot prove the digits.
 *
 * x is scaled to 17 digits before the point, exactly, as a product and its error. A decimal reads back as x when it lies within half the
 * gap between x and its neighbours; of the roundings to 15, 16 and 17 digits the shortest that does is taken. At most one decimal of up to 15 digits lies
 * there, so its zeros may be taken off. Below a power of two the gap is half as wide; those that come here have 14 digits at most, which are
 * found exactly.
 */
function writeDigits(x: f64, at: usize): usize {
  if (!(x >= 1e-6)) return 0;
  const exponent = <i32>(reinterpret<u64>(x) >>> 52);
  let tens = ((exponent - 1023) * LOG10_2) >> LOG10_2_BITS;
  tens += <i32>(x * load<f64>(POWERS_OF_TEN + ((16 - tens) << 3)) >= 1e17);
  const scale = load<f64>(POWERS_OF_TEN + ((16 - tens) << 3));
  const high = x * scale;
  if (!(high >= 1e16 && high < 1e17)) return 0;
  const halfGap = reinterpret<f64>(<u64>(exponent - 53) << 52) * scale;
  const product = <i64>high;
  const low = product - <i64>(high * 1e-3) * 1000;
  const tail = <f64>low + productError(x, scale, high);

  // All three at once and then the first that is near enough: which one it is nobody can foresee, least of all the processor.
  const both = f64x2.mul(f64x2.floor(f64x2.add(f64x2.mul(f64x2.splat(tail), f64x2(0.01, 0.1)), f64x2.splat(0.5))), f64x2(100, 10));
  const offs = f64x2.abs(f64x2.sub(both, f64x2.splat(tail)));
  const near = i64x2.bitmask(f64x2.lt(offs, f64x2.splat(halfGap + DOUBT)));
  const whole = floor(tail + 0.5);
  v128.store(ROUNDED, both);
  store<f64>(ROUNDED, whole, 16);
  v128.store(OFF, offs);
  store<f64>(OFF, abs(whole - tail), 16);
  v128.store(GAP, f64x2.splat(halfGap));
  const choice = <usize>ctz(near | 4) << 3;
  const off = load<f64>(OFF + choice);
  // Too near to the edge of the gap, or to a tie.
  if (off > load<f64>(GAP + choice) - DOUBT || abs(off - load<f64>(TIE + choice)) < DOUBT) return 0;
  const rounded = load<f64>(ROUNDED + choice);
  const n = product - low + <i64>rounded;
  if (n < 10_000_000_000_000_000 || n >= 100_000_000_000_000_000) return 0;
  // 8, 8 and 1 digits. A division of 64 bits costs ten times a product, which may be one off: the rest shows it.
  let head = <i64>(<f64>n * 1e-9);
  let rest = n - head * 1_000_000_000;
  if (rest < 0) {
    head -= 1;
    rest += 1_000_000_000;
  } else if (rest >= 1_000_000_000) {
    head += 1;
    rest -= 1_000_000_000;
  }
  const middle = <u32>rest / 10;
  return placePoint(digitsOf(<u32>head, middle), <u32>rest - middle * 10, tens, at);
}

/** Writes 17 digits, of which `tens + 1` stand before the point, without the zeros at the end. */
function placePoint(digits: v128, last: u32, tens: i32, at: usize): usize {
  const nonZero = (~i8x16.bitmask(i8x16.eq(digits, i8x16.splat(48))) & 0xffff) | (<i32>(last != 0) << 16);
  const kept = 32 - clz(nonZero);
  if (tens < 0) {
    store<u64>(at, 0x3030303030302e30); // 0.000000
    const start = at + 1 - tens;
    v128.store(start, digits);
    store<u8>(start + 16, <u8>(48 + last));
    return start + kept;
  }
  const whole = <usize>(tens + 1);
  v128.store(at, digits);
  v128.store(at + whole + 1, i8x16.swizzle(digits, v128.load(DIGIT_BYTES + whole)));
  store<u8>(at + whole, POINT);
  store<u8>(at + 17, <u8>(48 + last));
  return at + kept + 1;
}

/** Eight digits of each. */
function digitsOf(head: u32, tail: u32): v128 {
  return i64x2.replace_lane(i64x2.splat(eightDigits(head)), 1, eightDigits(tail));
}

function eightDigits(n: u32): i64 {
  const head = n / 10_000;
  return (
    <i64>load<u32>(FOUR + (head << 2)) | (<i64>load<u32>(FOUR + ((n - head * 10_000) << 2)) << 32)
  );
}

/**
 * What rounding took from a product: a · b = (a * b) + productError(a, b, a * b) exactly, unless something over- or underflows.
 * Source: T. J. Dekker, A floating-point technique for extending the available precision, 1971.
 */
function productError(a: f64, b: f64, product: f64): f64 {
  const aScaled = a * 134217729;
  const aHigh = aScaled - (aScaled - a);
  const aLow = a - aHigh;
  const bScaled = b * 134217729;
  const bHigh = bScaled - (bScaled - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

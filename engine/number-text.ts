import { writeDigits } from './number-text-digits.ts';

/** Room that `writeNumber` may need: sign, 17 digits, point, `e`, signed exponent of 3 digits, or 21 digits of a whole number. */
export const MAX_NUMBER_BYTES = 25;

const MINUS = 45;
const POINT = 46;
const ZERO = 48;

/** Below it a decimal of up to 15 digits belongs to one double only, so it is the shortest text of that double. */
const FIFTEEN_DIGITS = 1e15;
const MICRO = 1e6;

/**
 * Writes a finite number as ASCII at `at` and gives the place behind it: the shortest text that reads back the same, the very text of
 * String(x), with -0 as 0. `out` has MAX_NUMBER_BYTES of room.
 */
export function writeNumber(x: number, out: Uint8Array, at: number): number {
  const size = Math.abs(x);
  if (size < FIFTEEN_DIGITS) {
    const whole = Math.floor(size);
    if (whole === size) return writeWhole(whole, out, sign(x, out, at));
    // The quotient of two exact numbers is the double nearest to the decimal, so equality proves that the decimal reads back as x. The
    // product, which is off by a rounding at most, spares most other numbers the division.
    const scaled = size * MICRO;
    const micros = Math.floor(scaled + 0.5);
    if (Math.abs(scaled - micros) <= scaled * 2 ** -50 && micros < FIFTEEN_DIGITS && micros / MICRO === size) {
      return writeFraction((micros - whole * MICRO) | 0, out, writeWhole(whole, out, sign(x, out, at)));
    }
    const end = writeDigits(size, out, sign(x, out, at));
    if (end > 0) return end;
  }
  return writeAscii(String(x), out, at);
}

/** Writes a whole number, 0 <= n < 1e15. */
export function writeWhole(n: number, out: Uint8Array, at: number): number {
  if (n < 10) {
    out[at] = ZERO + n;
    return at + 1;
  }
  if (n < 1e9) return writeInt(n | 0, out, at);
  const high = Math.floor(n / 1e9);
  const start = writeInt(high, out, at);
  let low = (n - high * 1e9) | 0;
  for (let i = start + 8; i >= start; i--) {
    const rest = (low / 10) | 0;
    out[i] = ZERO + low - rest * 10;
    low = rest;
  }
  return start + 9;
}

function writeInt(n: number, out: Uint8Array, at: number): number {
  const end = at + digitsOf(n);
  for (let i = end - 1; i >= at; i--) {
    const rest = (n / 10) | 0;
    out[i] = ZERO + n - rest * 10;
    n = rest;
  }
  return end;
}

function digitsOf(n: number): number {
  if (n < 1e4) return n < 100 ? (n < 10 ? 1 : 2) : n < 1e3 ? 3 : 4;
  if (n < 1e6) return n < 1e5 ? 5 : 6;
  return n < 1e8 ? (n < 1e7 ? 7 : 8) : 9;
}

/** Writes the point and 1 to 6 digits; trailing zeros are left out. `micros` is 1 to 999,999. */
function writeFraction(micros: number, out: Uint8Array, at: number): number {
  const cents = (micros / 10_000) | 0;
  out[at] = POINT;
  const tens = (cents / 10) | 0;
  out[at + 1] = ZERO + tens;
  const ones = cents - tens * 10;
  let rest = micros - cents * 10_000;
  if (rest === 0) {
    out[at + 2] = ZERO + ones;
    return ones === 0 ? at + 2 : at + 3;
  }
  out[at + 2] = ZERO + ones;
  let end = at + 7;
  for (let i = at + 6; i > at + 2; i--) {
    const next = (rest / 10) | 0;
    out[i] = ZERO + rest - next * 10;
    rest = next;
  }
  while (out[end - 1] === ZERO) end -= 1;
  return end;
}

function sign(x: number, out: Uint8Array, at: number): number {
  if (x >= 0) return at;
  out[at] = MINUS;
  return at + 1;
}

function writeAscii(text: string, out: Uint8Array, at: number): number {
  for (let i = 0; i < text.length; i++) out[at + i] = text.charCodeAt(i);
  return at + text.length;
}

import { POWERS_OF_TEN } from './powers-of-ten.ts';
import { productError } from './product-error.ts';

/** A number read from bytes, and the place behind it: the caller's own object, filled anew by each `scanNumber`. */
export interface Scanned {
  value: number;
  end: number;
}

const PLUS = 43;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const LETTER_E = 101;

const MOST_DECIMALS = POWERS_OF_TEN.length - 1;
/** Digits that a 31-bit whole number surely holds: a mantissa of up to 18 digits is gathered in two of them. */
const HALF_DIGITS = 9;
const EXACT_DIGITS = 15;

/**
 * Reads `[-]digits[.digits][e[+-]digits]` as the nearest double, -0 as 0. False, and nothing more, where there is no such number or it is
 * not finite.
 */
export function scanNumber(bytes: Uint8Array, at: number, into: Scanned): boolean {
  const first = bytes[at] === MINUS ? at + 1 : at;
  let i = first;
  let head = 0;
  let more = 0;
  let digits = 0;
  let point = -1;
  for (; i < bytes.length; i++) {
    const digit = (bytes[i]! - ZERO) | 0;
    if (digit >= 0 && digit <= 9) {
      if (digits < HALF_DIGITS) head = (head * 10 + digit) | 0;
      else more = (more * 10 + digit) | 0;
      if (head !== 0) digits++;
    } else if (bytes[i] === POINT && point < 0 && i > first) point = i;
    else break;
  }
  if (i === first || point === i - 1) return false;
  const decimals = point < 0 ? 0 : i - point - 1;
  if (bytes[i] !== LETTER_E && decimals <= MOST_DECIMALS && digits <= 2 * HALF_DIGITS) {
    const size = decimal(head, more, digits, decimals);
    into.value = first === at ? size : 0 - size;
    into.end = i;
    if (!Number.isNaN(size)) return true;
  }
  return scanSlowly(bytes, at, i, into);
}

function decimal(head: number, more: number, digits: number, decimals: number): number {
  if (digits <= HALF_DIGITS) return decimals === 0 ? head : head / POWERS_OF_TEN[decimals]!;
  // Two exact numbers give the nearest double by one division.
  if (digits <= EXACT_DIGITS) return (head * POWERS_OF_TEN[digits - HALF_DIGITS]! + more) / POWERS_OF_TEN[decimals]!;
  return quotient(head, more, digits - HALF_DIGITS, decimals);
}

/**
 * The double nearest to (head · 10^moreDigits + more) / 10^decimals, NaN in doubt. The mantissa is held as a sum of two doubles, the
 * division is carried to twice the precision, and the answer stands when a shift by far more than the error does not change it.
 */
function quotient(head: number, more: number, moreDigits: number, decimals: number): number {
  const scale = POWERS_OF_TEN[moreDigits]!;
  const divisor = POWERS_OF_TEN[decimals]!;
  const product = head * scale;
  const rest = productError(head, scale, product) + more;
  const mantissa = product + rest;
  const lost = rest - (mantissa - product);
  const guess = mantissa / divisor;
  const back = guess * divisor;
  const correction = (mantissa - back - productError(guess, divisor, back) + lost) / divisor;
  const doubt = guess * 2 ** -95;
  const below = guess + (correction - doubt);
  return below === guess + (correction + doubt) ? below : Number.NaN;
}

function scanSlowly(bytes: Uint8Array, at: number, end: number, into: Scanned): boolean {
  let i = end;
  if (bytes[i] === LETTER_E) {
    i++;
    if (bytes[i] === PLUS || bytes[i] === MINUS) i++;
    const start = i;
    while (bytes[i]! >= ZERO && bytes[i]! <= ZERO + 9) i++;
    if (i === start) return false;
  }
  let text = '';
  for (let j = at; j < i; j++) text += String.fromCharCode(bytes[j]!);
  into.value = Number(text) + 0;
  into.end = i;
  return Number.isFinite(into.value);
}

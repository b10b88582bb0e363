import { POWERS_OF_TEN } from './powers-of-ten.ts';
import { productError } from './product-error.ts';

const NEWLINE = 10;
const SPACE = 32;
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
 * Reads `[-]digits[.digits][e[+-]digits]` as the nearest double, -0 as 0, into into[place], and gives the place behind it; -1 where there is
 * no such number or it is not finite.
 */
export function scanNumber(bytes: Uint8Array, at: number, into: Float64Array, place: number): number {
  // `byte ^ ZERO` is the digit, and more than 9 for any other byte and behind the end.
  const first = bytes[at] === MINUS ? at + 1 : at;
  let i = first;
  let head = 0;
  for (let digit: number; (digit = bytes[i]! ^ ZERO) <= 9 && i < first + HALF_DIGITS; i++)
    head = (head * 10 + digit) | 0;
  if (i === first) return -1;
  if (bytes[i] === SPACE || bytes[i] === NEWLINE) {
    into[place] = first === at ? head : 0 - head;
    return i;
  }
  // `head` takes the first nine digits that count, `more` those behind them, wherever the point lies.
  let more = 0;
  let digits = head === 0 ? 0 : i - first;
  let moreDigits = 0;
  for (let digit: number; (digit = bytes[i]! ^ ZERO) <= 9; i++, moreDigits++) more = (more * 10 + digit) | 0;
  let decimals = 0;
  if (bytes[i] === POINT) {
    const point = i++;
    if (moreDigits === 0) {
      for (
        let four: number;
        head !== 0 && digits <= HALF_DIGITS - 4 && (four = fourDigits(bytes, i)) >= 0;
        i += 4, digits += 4
      )
        head = (head * 10_000 + four) | 0;
      for (let digit: number; digits < HALF_DIGITS && (digit = bytes[i]! ^ ZERO) <= 9; i++) {
        head = (head * 10 + digit) | 0;
        if (head !== 0) digits++;
      }
    }
    for (let four: number; moreDigits < 8 && (four = fourDigits(bytes, i)) >= 0; i += 4, moreDigits += 4)
      more = (more * 10_000 + four) | 0;
    for (let digit: number; (digit = bytes[i]! ^ ZERO) <= 9; i++, moreDigits++) more = (more * 10 + digit) | 0;
    decimals = i - point - 1;
    if (decimals === 0) return -1;
  }
  if (bytes[i] !== LETTER_E && decimals <= MOST_DECIMALS) {
    const divisor = POWERS_OF_TEN[decimals]!;
    // Two exact numbers give the nearest double by one division.
    if (moreDigits <= EXACT_DIGITS - HALF_DIGITS) {
      const size = (head * POWERS_OF_TEN[moreDigits]! + more) / divisor;
      into[place] = first === at ? size : 0 - size;
      return i;
    }
    if (moreDigits <= HALF_DIGITS && quotient(head, more, POWERS_OF_TEN[moreDigits]!, divisor, into, place)) {
      if (first !== at) into[place] = 0 - into[place]!;
      return i;
    }
  }
  return scanSlowly(bytes, at, i, into, place);
}

/** The number that the four bytes from `at` on write; -1 where they are not four digits. One look for four spares three branches. */
function fourDigits(bytes: Uint8Array, at: number): number {
  // The third byte first: most numbers with a fraction have two decimals.
  if (at + 4 > bytes.length || (bytes[at + 2]! ^ ZERO) > 9) return -1;
  const a = bytes[at]! ^ ZERO;
  const b = bytes[at + 1]! ^ ZERO;
  const c = bytes[at + 2]! ^ ZERO;
  const d = bytes[at + 3]! ^ ZERO;
  return ((a + 6) | (b + 6) | (c + 6) | (d + 6)) <= 15 ? a * 1000 + b * 100 + c * 10 + d : -1;
}

/**
 * Puts the double nearest to (head · scale + more) / divisor into into[place]; false in doubt. The mantissa is held as a sum of two doubles,
 * the division is carried to twice the precision, and the answer stands when a shift by far more than the error does not change it.
 */
function quotient(
  head: number,
  more: number,
  scale: number,
  divisor: number,
  into: Float64Array,
  place: number,
): boolean {
  const product = head * scale;
  const rest = productError(head, scale, product) + more;
  const mantissa = product + rest;
  const lost = rest - (mantissa - product);
  const guess = mantissa / divisor;
  const back = guess * divisor;
  const correction = (mantissa - back - productError(guess, divisor, back) + lost) / divisor;
  const doubt = guess * 2 ** -95;
  const below = guess + (correction - doubt);
  into[place] = below;
  return below === guess + (correction + doubt);
}

function scanSlowly(bytes: Uint8Array, at: number, end: number, into: Float64Array, place: number): number {
  let i = end;
  if (bytes[i] === LETTER_E) {
    i++;
    if (bytes[i] === PLUS || bytes[i] === MINUS) i++;
    const start = i;
    while (bytes[i]! >= ZERO && bytes[i]! <= ZERO + 9) i++;
    if (i === start) return -1;
  }
  let text = '';
  for (let j = at; j < i; j++) text += String.fromCharCode(bytes[j]!);
  const value = Number(text) + 0;
  into[place] = value;
  return Number.isFinite(value) ? i : -1;
}

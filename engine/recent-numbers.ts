import { openTexts, putText, type NumberTexts } from './number-texts.ts';

/** The texts of numbers that were written not long ago: a row's windows and functions repeat each other's numbers over and over. */
export interface RecentNumbers {
  /** Float64Array[places]: the number whose text is at the place; NaN for none, which no number equals. */
  readonly number: Float64Array;
  readonly texts: NumberTexts;
}

const BITS = 9;

export const openRecent = (): RecentNumbers => ({
  number: new Float64Array(1 << BITS).fill(Number.NaN),
  texts: openTexts(1 << BITS),
});

const double = new Float64Array(1);
const words = new Int32Array(double.buffer);

/** The place of a number's text, which is made where it is not there; -1 for one that is not finite. Good until the next call. */
export function placeOfText({ number, texts }: RecentNumbers, x: number): number {
  double[0] = x;
  // Fibonacci hashing of the two halves: whole numbers differ in the upper one only, fractions mostly in the lower.
  const place = Math.imul(words[0]! ^ words[1]!, 0x9e3779b1) >>> (32 - BITS);
  if (number[place] === x) return place;
  if (x - x !== 0) return -1;
  number[place] = x;
  putText(texts, place, number, place);
  return place;
}

import { MAX_NUMBER_BYTES, writeNumber } from './number-text.ts';

/** Bytes of a kept text: enough for MAX_NUMBER_BYTES in whole eights, so that it can be copied as doubles. */
export const TEXT_BYTES = Math.ceil(MAX_NUMBER_BYTES / 8) * 8;
export const TEXT_DOUBLES = 4;

/**
 * Texts of numbers, each in TEXT_BYTES of its own, to be copied eight bytes at a time: eight bytes of ASCII are a double like any other,
 * never a NaN, so moving them as one is one load and one store.
 */
export interface NumberTexts {
  readonly bytes: Uint8Array;
  readonly doubles: Float64Array;
  /** Uint8Array[texts]; 0 for a number that has no text because it is not finite. */
  readonly length: Uint8Array;
}

export function openTexts(texts: number): NumberTexts {
  const buffer = new ArrayBuffer(texts * TEXT_BYTES);
  return { bytes: new Uint8Array(buffer), doubles: new Float64Array(buffer), length: new Uint8Array(texts) };
}

const ZERO = 48;

/**
 * The texts of `count` results, `width` a set. Many are the one before them, or the one of the same function in the set before (a wider
 * window keeps its maximum), and copying a text costs a tenth of making it.
 */
export function putTexts(texts: NumberTexts, results: Float64Array, count: number, width: number): void {
  for (let first = 0; first < count; first += width) {
    for (let place = first, end = first + width; place < end; place++) {
      const x = results[place]!;
      if (isDigit(x)) {
        texts.bytes[place * TEXT_BYTES] = ZERO + x;
        texts.length[place] = 1;
        continue;
      }
      const same = placeOfSame(results, place, first, width, x);
      if (same >= 0) copyText(texts, same, place);
      else putText(texts, place, x);
    }
  }
}

const isDigit = (x: number): boolean => x >= 0 && x < 10 && x === (x | 0);

/** The text of one number, the same that writeNumber writes. */
export function putText({ bytes, length }: NumberTexts, place: number, x: number): void {
  const start = place * TEXT_BYTES;
  length[place] = x - x === 0 ? writeNumber(x, bytes, start) - start : 0;
}

function placeOfSame(results: Float64Array, place: number, first: number, width: number, x: number): number {
  if (first > 0 && results[place - width] === x) return place - width;
  for (let other = place - 1; other >= first; other--) {
    if (results[other] === x) return other;
  }
  return -1;
}

function copyText({ doubles, length }: NumberTexts, from: number, to: number): void {
  const [source, target] = [from * TEXT_DOUBLES, to * TEXT_DOUBLES];
  doubles[target] = doubles[source]!;
  length[to] = length[from]!;
  if (length[from]! <= 8) return;
  for (let i = 1; i < TEXT_DOUBLES; i++) doubles[target + i] = doubles[source + i]!;
}

import { MAX_NUMBER_BYTES, writeNumber } from './number-text.ts';

/** Bytes of a kept text: enough for MAX_NUMBER_BYTES in whole eights, so that it can be copied as doubles. */
export const TEXT_BYTES = Math.ceil(MAX_NUMBER_BYTES / 8) * 8;
export const TEXT_DOUBLES = TEXT_BYTES / 8;

/**
 * Texts of numbers, each in TEXT_BYTES of its own, to be copied eight bytes at a time: eight bytes of ASCII are a double like any other,
 * never a NaN, so moving them as one is one load and one store.
 */
export interface NumberTexts {
  readonly view: DataView;
  readonly doubles: Float64Array;
  /** Uint8Array[texts]; 0 for a number that has no text because it is not finite. */
  readonly length: Uint8Array;
}

/** Room for so many texts; until putText has made it, a place has none. */
export function openTexts(texts: number): NumberTexts {
  const buffer = new ArrayBuffer(texts * TEXT_BYTES);
  return { view: new DataView(buffer), doubles: new Float64Array(buffer), length: new Uint8Array(texts) };
}

/** The text of the number at numbers[k], the same that writeNumber writes. */
export function putText({ view, length }: NumberTexts, place: number, numbers: Float64Array, k: number): void {
  const start = place * TEXT_BYTES;
  const x = numbers[k]!;
  length[place] = x - x === 0 ? writeNumber(numbers, k, view, start) - start : 0;
}

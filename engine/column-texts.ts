import { writeWhole } from './number-text.ts';
import { TEXT_BYTES } from './number-texts.ts';

/**
 * The text that goes before a value, ` column:`, of every slot, ready to be copied as doubles.
 *   lead   Float64Array[slots]  its first eight bytes, in memory order
 *   more   Float64Array[slots]  the bytes behind them, which only columns of more than 6 digits have
 *   length Uint8Array[slots]    0 for a slot that has no column and is left out
 */
export interface ColumnTexts {
  readonly lead: Float64Array;
  readonly more: Float64Array;
  readonly length: Uint8Array;
}

const SPACE = 32;
const COLON = 58;
const LEAD_BYTES = 16;

/** ` column:` and a number, with the overhang of copying in eights. */
export const CELL_BYTES = LEAD_BYTES + TEXT_BYTES;

/** One table a list of columns: a part is written block by block with the same list. */
const known = new WeakMap<Int32Array, ColumnTexts>();

/** @param columnOf Int32Array[slots]: 1-based column of the feature index, 0 for none; it does not change afterwards */
export function columnTextsOf(columnOf: Int32Array): ColumnTexts {
  const made = known.get(columnOf) ?? columnTexts(columnOf);
  known.set(columnOf, made);
  return made;
}

function columnTexts(columnOf: Int32Array): ColumnTexts {
  const texts = {
    lead: new Float64Array(columnOf.length),
    more: new Float64Array(columnOf.length),
    length: new Uint8Array(columnOf.length),
  };
  const doubles = new Float64Array(LEAD_BYTES / 8);
  const text = new DataView(doubles.buffer);
  for (const [slot, column] of columnOf.entries()) {
    if (column === 0) continue;
    doubles.fill(0);
    text.setUint8(0, SPACE);
    const colon = writeWhole(column, text, 1);
    text.setUint8(colon, COLON);
    texts.lead[slot] = doubles[0]!;
    texts.more[slot] = doubles[1]!;
    texts.length[slot] = colon + 1;
  }
  return texts;
}

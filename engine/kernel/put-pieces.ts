import { columnTextsOf } from '../column-texts.ts';
import { VALUE_OF_ONE, type BasePlan } from '../plan.ts';
import type { Arena } from './arena.ts';

const PIECE_BYTES = 32;
const KIND_AT = 30;
const LENGTH_AT = 31;
/** What follows a piece. */
const [NOTHING, VALUE, BACK] = [0, 1, 2];
const ZERO = 48;

/**
 * The pieces of a base row's cells as assembly/lone.ts reads them: what stands between two texts that hang on the entry. Gives the place of
 * Int32Array[windows + 1], where the pieces of each window begin; 0 for a row that is not written so, because a function does not say what it
 * is of one value, or a slot has no column.
 */
export function putPieces(
  arena: Arena,
  { ofOne, firstSlot, width, windowEnd }: BasePlan,
  columnOf: Int32Array,
): number {
  const cells = windowEnd.length * width;
  if (!ofOne || columnOf.subarray(firstSlot, firstSlot + cells).includes(0)) return 0;
  const { lead, more, length } = columnTextsOf(columnOf);
  const column = new Uint8Array(16);
  const columnDoubles = new Float64Array(column.buffer);
  // A cell ends the piece before it where both do not fit into one, and mostly its own.
  const bytes = new Uint8Array(2 * PIECE_BYTES * cells);
  const starts = new Int32Array(windowEnd.length + 1);
  let [piece, used] = [0, 0];
  const end = (kind: number): void => {
    bytes[piece + KIND_AT] = kind;
    bytes[piece + LENGTH_AT] = used;
    piece += PIECE_BYTES;
    used = 0;
  };
  for (let w = 0, slot = firstSlot; w < windowEnd.length; w++) {
    for (let f = 0; f < width; f++, slot++) {
      const kind = ofOne[f]!;
      const isDigit = kind < VALUE_OF_ONE;
      const columnBytes = length[slot]!;
      if (used + columnBytes + Number(isDigit) > KIND_AT) end(NOTHING);
      columnDoubles[0] = lead[slot]!;
      columnDoubles[1] = more[slot]!;
      for (let i = 0; i < columnBytes; i++) bytes[piece + used++] = column[i]!;
      if (isDigit) bytes[piece + used++] = ZERO + kind;
      else end(kind === VALUE_OF_ONE ? VALUE : BACK);
    }
    if (used > 0) end(NOTHING);
    starts[w + 1] = piece;
  }
  const first = arena.put(bytes.subarray(0, piece));
  return arena.put(starts.map((place) => first + place));
}

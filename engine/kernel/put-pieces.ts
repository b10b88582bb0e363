import { VALUE_OF_ONE, type BasePlan } from '../plan.ts';
import type { Arena } from './arena.ts';

const PIECE_BYTES = 32;
const KIND_AT = 30;
const LENGTH_AT = 31;
/** What follows a piece. */
const [NOTHING, VALUE, BACK] = [0, 1, 2];

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
  const columns = columnOf.subarray(firstSlot, firstSlot + windowEnd.length * width);
  if (!ofOne || columns.includes(0)) return 0;
  const starts: number[] = [];
  const pieces: Uint8Array[] = [];
  for (let w = 0; w < windowEnd.length; w++) {
    starts.push(pieces.length);
    pieces.push(...piecesOf(columns.subarray(w * width, (w + 1) * width), ofOne));
  }
  starts.push(pieces.length);
  const first = arena.put(Buffer.concat(pieces));
  return arena.put(Int32Array.from(starts, (piece) => first + PIECE_BYTES * piece));
}

/** Of one window; `columns` and `ofOne` go over its functions. */
function piecesOf(columns: Int32Array, ofOne: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let text = '';
  const end = (kind: number): void => {
    const piece = Buffer.alloc(PIECE_BYTES);
    piece[LENGTH_AT] = piece.write(text, 'latin1');
    piece[KIND_AT] = kind;
    pieces.push(piece);
    text = '';
  };
  for (const [f, column] of columns.entries()) {
    const kind = ofOne[f]!;
    const isDigit = kind < VALUE_OF_ONE;
    const cell = ` ${column}:${isDigit ? kind : ''}`;
    if (text.length + cell.length > KIND_AT) end(NOTHING);
    text += cell;
    if (!isDigit) end(kind === VALUE_OF_ONE ? VALUE : BACK);
  }
  if (text !== '') end(NOTHING);
  return pieces;
}

import { LONE_NUMBER, LONE_TEXT, putShort, putText, TEXT_LENGTH } from './cells';
import { columnLength, COLUMN_BYTES } from './columns';
import { Output } from './output';
import { Base } from './plan';

/**
 * The cells of a window of one entry, the most frequent of all: each of its values is the entry's value, its days back, 0 or 1, so nothing is
 * computed, and what stands between two values, digits and columns, is one piece of text.
 */

/** 32 bytes a piece: its text, what follows it and how many bytes it has. */
const PIECE_BYTES: usize = 32;
const PIECE_KIND: usize = 30;
const PIECE_LENGTH: usize = 31;
/** What follows a piece. */
const NOTHING: u32 = 0;
const VALUE: u32 = 1;
const BACK: u32 = 2;

/** What a function is of one value (OF_ONE in engine/plan.ts): a digit, or one more than what follows the piece. */
const FIRST_TEXT: u32 = 2;
const ZERO: u8 = 48;

/**
 * Makes the pieces of a base row from `pieces` on and gives the place behind them. A cell ends the piece before it where both do not fit into
 * one, and mostly its own: there has to be room for two pieces a cell.
 * @param ofOne u8[width]: what each function is of one value
 * @param column of the row's first slot; none of its slots may be left out
 * @param starts pointer[windows + 1]: gets where the pieces of each window begin
 */
export function makePieces(ofOne: usize, width: i32, windows: i32, column: usize, starts: usize, pieces: usize): usize {
  let piece = pieces;
  for (let window = 0; window < windows; window++) {
    store<usize>(starts + (<usize>window << 2), piece);
    let used: usize = 0;
    for (let f = 0; f < width; f++, column += COLUMN_BYTES) {
      const kind = <u32>load<u8>(ofOne + <usize>f);
      const columnBytes = columnLength(column);
      if (used + columnBytes + 1 > PIECE_KIND) {
        piece = endPiece(piece, NOTHING, used);
        used = 0;
      }
      memory.copy(piece + used, column, columnBytes);
      used += columnBytes;
      if (kind < FIRST_TEXT) {
        store<u8>(piece + used, ZERO + <u8>kind);
        used += 1;
      } else {
        piece = endPiece(piece, kind - 1, used);
        used = 0;
      }
    }
    if (used > 0) piece = endPiece(piece, NOTHING, used);
  }
  store<usize>(starts + (<usize>windows << 2), piece);
  return piece;
}

function endPiece(piece: usize, kind: u32, bytes: usize): usize {
  store<u8>(piece, <u8>kind, PIECE_KIND);
  store<u8>(piece, <u8>bytes, PIECE_LENGTH);
  return piece + PIECE_BYTES;
}

const BACK_TEXT: usize = memory.data(64, 64);

/** Writes the cells of the windows [from, to) of a base row that has pieces. */
@inline
export function putLoneCells(base: Base, value: u64, back: i32, from: i32, to: i32): void {
  if (load<u64>(LONE_NUMBER) != value) {
    store<u64>(LONE_NUMBER, value);
    if (!putShort(LONE_TEXT, value)) putText(LONE_TEXT, value, true);
  }
  const backBits = reinterpret<u64>(<f64>back);
  if (!putShort(BACK_TEXT, backBits)) putText(BACK_TEXT, backBits, true);
  const text = v128.load(LONE_TEXT);
  const days = load<u64>(BACK_TEXT);
  const bytes = <usize>load<u8>(LONE_TEXT, TEXT_LENGTH);
  const daysBytes = <usize>load<u8>(BACK_TEXT, TEXT_LENGTH);
  let at = Output.at;
  let piece = base.pieceAt(from);
  for (const end = base.pieceAt(to); piece < end; piece += PIECE_BYTES) {
    v128.store(at, v128.load(piece));
    const length = <usize>load<u8>(piece, PIECE_LENGTH);
    if (length > 16) v128.store(at, v128.load(piece, 16), 16);
    at += length;
    const kind = <u32>load<u8>(piece, PIECE_KIND);
    if (kind == VALUE) {
      v128.store(at, text);
      if (bytes > 16) v128.store(at, v128.load(LONE_TEXT, 16), 16);
      at += bytes;
    } else if (kind == BACK) {
      store<u64>(at, days);
      at += daysBytes;
    }
  }
  Output.values += (to - from) * base.width;
  Output.at = at;
}

import { LONE_NUMBER, LONE_TEXT, putShort, putText, TEXT_LENGTH } from './cells';
import { Output } from './output';
import { Base } from './plan';

/**
 * The cells of a window of one entry, the most frequent of all: each of its values is the entry's value, its days back, 0 or 1, so nothing is
 * computed, and what stands between two values, digits and columns, is one piece of text. JavaScript makes the pieces (../put-pieces.ts).
 */

/** 32 bytes a piece: its text, what follows it and how many bytes it has. */
const PIECE_BYTES: usize = 32;
const PIECE_KIND: usize = 30;
const PIECE_LENGTH: usize = 31;
/** What follows a piece. */
const VALUE: u32 = 1;
const BACK: u32 = 2;

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

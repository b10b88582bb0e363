import { columnLength, COLUMN_BYTES } from './columns';
import { BITS_OF_ONE, SHORT, SHORT_NUMBERS } from './digit-tables';
import { writeNumber } from './number-text';
import { Output } from './output';
import { Base, Plan } from './plan';

/**
 * Results as LibSVM cells, ` column:number`. Most numbers are the one of another function, of the window before (a wider window keeps its
 * maximum) or of a group not long ago (means of small numbers): their texts are copied, which costs a tenth of making them.
 */

export const TEXT_BYTES: usize = 64;
export const TEXT_LENGTH: usize = 63;
/** The text of each function's last result, its bytes in the byte at TEXT_LENGTH: 0 for a number that has no text because it is not finite. */
const TEXTS: usize = memory.data(64 * 32, 64);
/** u64[32]: the bits of the number whose text that is. */
const NUMBERS: usize = memory.data(8 * 32, 16);
/** The last place is for the value of a window of one entry (lone.ts), which is mostly somebody's in the next. */
export const LONE_NUMBER: usize = NUMBERS + 8 * 31;
export const LONE_TEXT: usize = TEXTS + 64 * 31;

/** Texts of long numbers by a hash of their bits; 0 has no place here, so zeros are free places. */
const MEMO_BITS: u32 = 12;
const MEMO_NUMBERS: usize = memory.data(8 << 12, 64);
const MEMO_TEXTS: usize = memory.data(32 << 12, 64);
const MEMO_LENGTH: usize = 31;

/** Room that a cell may need, what hangs over included. */
export const CELL_ROOM: usize = 64;

const MEMO_SUM: f64 = 4096;
const NOT_A_NUMBER: u64 = 0x7ff8000000000000;

/** No text stands anywhere, but those of short numbers. */
export function clearTexts(): void {
  for (let place: u64 = 0; place < SHORT_NUMBERS; place++) {
    const bytes = writeNumber(reinterpret<f64>(BITS_OF_ONE + (place << 42)), TEXTS);
    if (bytes < 8) store<u64>(SHORT + (<usize>place << 3), (load<u64>(TEXTS) & (((<u64>1) << (bytes << 3)) - 1)) | (<u64>bytes << 56));
  }
  for (let f: usize = 0; f < 32; f++) store<u64>(NUMBERS + (f << 3), NOT_A_NUMBER);
}

/** Writes the cells of the results for the windows [from, to) of a base row. */
@inline
export function putCells(base: Base, results: usize, from: i32, to: i32): void {
  const width = base.width;
  putTexts(base, results, width);
  let at = Output.at;
  let values = 0;
  let column = Plan.columns + <usize>(base.firstSlot + from * width) * COLUMN_BYTES;
  const textsEnd = TEXTS + <usize>width * TEXT_BYTES;
  for (let window = from; window < to; window++) {
    for (let text = TEXTS; text < textsEnd; text += TEXT_BYTES, column += COLUMN_BYTES) {
      const bytes = <usize>load<u8>(text, TEXT_LENGTH);
      const columnBytes = columnLength(column);
      if (bytes == 0) {
        Output.overflows += 1;
        continue;
      }
      if (columnBytes == 0) continue;
      v128.store(at, v128.load(column));
      at += columnBytes;
      v128.store(at, v128.load(text));
      if (bytes > 16) v128.store(at, v128.load(text, 16), 16);
      at += bytes;
      values += 1;
    }
  }
  Output.values += values;
  Output.at = at;
}

@inline
function putTexts(base: Base, results: usize, width: i32): void {
  // Means of small numbers come again and again, those of amounts hardly ever.
  const sum = load<f64>(results, 8);
  const seldom = !(sum >= 0 && sum < MEMO_SUM && floor(sum) == sum);
  let made = LONE_NUMBER;
  for (let f = 0; f < width; f++) {
    const bits = load<u64>(results + (<usize>base.functionAt(f) << 3));
    const known = NUMBERS + (<usize>f << 3);
    if (load<u64>(known) == bits) continue;
    store<u64>(known, bits);
    const text = TEXTS + <usize>f * TEXT_BYTES;
    if (putShort(text, bits)) continue;
    if (load<u64>(made) == bits && made != known) {
      const other = TEXTS + (made - NUMBERS) * (TEXT_BYTES / 8);
      v128.store(text, v128.load(other));
      v128.store(text, v128.load(other, 16), 16);
      store<u8>(text, load<u8>(other, TEXT_LENGTH), TEXT_LENGTH);
      continue;
    }
    made = known;
    putText(text, bits, seldom);
  }
}

/** Puts the text of a short number; false for another one. */
@inline
export function putShort(text: usize, bits: u64): bool {
  if (bits << 22 != 0) return false;
  const place = (bits - BITS_OF_ONE) >>> 42;
  if (place >= SHORT_NUMBERS) {
    if (bits != 0) return false;
    store<u8>(text, 48);
    store<u8>(text, 1, TEXT_LENGTH);
    return true;
  }
  const known = load<u64>(SHORT + (<usize>place << 3));
  store<u64>(text, known);
  store<u8>(text, <u8>(known >>> 56), TEXT_LENGTH);
  return known != 0;
}

/** Puts the text of a number that is not short. */
@inline
export function putText(text: usize, bits: u64, seldom: bool): void {
  const x = reinterpret<f64>(bits);
  if (seldom || x - x != 0) putNewText(text, x);
  else putLongText(text, x, bits);
}

function putNewText(text: usize, x: f64): void {
  store<u8>(text, x - x == 0 ? <u8>writeNumber(x, text) : 0, TEXT_LENGTH);
}

function putLongText(text: usize, x: f64, bits: u64): void {
  const place = <usize>((<u32>(bits >>> 32) ^ (<u32>bits * 0x85ebca6b)) * 0x9e3779b1) >>> (32 - MEMO_BITS);
  const memo = MEMO_TEXTS + (place << 5);
  if (load<u64>(MEMO_NUMBERS + (place << 3)) == bits) {
    v128.store(text, v128.load(memo));
    v128.store(text, v128.load(memo, 16), 16);
    store<u8>(text, load<u8>(memo, MEMO_LENGTH), TEXT_LENGTH);
    return;
  }
  const bytes = writeNumber(x, text);
  store<u8>(text, <u8>bytes, TEXT_LENGTH);
  store<u64>(MEMO_NUMBERS + (place << 3), bits);
  v128.store(memo, v128.load(text));
  v128.store(memo, v128.load(text, 16), 16);
  store<u8>(memo, <u8>bytes, MEMO_LENGTH);
}

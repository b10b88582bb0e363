import { columnTextsOf, type ColumnTexts } from './column-texts.ts';
import { grown } from './grown-bytes.ts';
import { corruptLine } from './libsvm-fault.ts';
import { endedText } from './libsvm-lines.ts';

const NEWLINE = 10;
const SPACE = 32;
const ZERO = 48;
const COLON = 58;
/** ` place:` as it is copied, and what hangs over from copying a number in fours. */
const LEAD_BYTES = 16;
const OVERHANG_BYTES = 8;

/**
 * From the columns of the feature index to a model's places, text to text: labels and numbers keep their bytes, places ascend. A text without
 * lines gives none.
 * @param placeOf as placesOf gives it: no place stands twice
 * @throws DaybreakError BLOB_CORRUPT with the line's number, from 1
 */
export function mapToModel(text: Uint8Array, placeOf: Int32Array): Uint8Array {
  const scratch = openLine(placeOf);
  // A line has a cell a place at most, so a model of the same places never needs more.
  const lineRoom = scratch.valueStart.length * LEAD_BYTES + OVERHANG_BYTES;
  const bytes = endedText(text);
  let out = new Uint8Array(bytes.length + lineRoom);
  let view = new DataView(out.buffer);
  const from = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let used = 0;
  for (let at = 0, line = 1; at < bytes.length; line++) {
    const labelEnd = endOfToken(bytes, at);
    if (labelEnd === at) throw corruptLine(line, 'it does not begin with a label');
    const end = takeCells(bytes, labelEnd, placeOf, scratch, line);
    const room = end - at + lineRoom;
    if (out.length - used < room) {
      out = grown(out, used, room);
      view = new DataView(out.buffer);
    }
    out.set(bytes.subarray(at, labelEnd), used);
    used = writeCells(from, scratch, view, used + labelEnd - at);
    at = end + 1;
  }
  return out.subarray(0, used);
}

/**
 * The cells of a line that the model takes, laid down by place, so that they lie in its order without being sorted.
 *   taken      Int32Array[1 + places / 32]  bit p % 32 of taken[p >> 5] for a taken place p; all 0 between two lines
 *   valueStart Int32Array[1 + places]       where the bytes of a taken place's number begin in the text, and
 *   valueEnd   Int32Array[1 + places]       where they end
 */
interface LineScratch {
  readonly taken: Int32Array;
  readonly valueStart: Int32Array;
  readonly valueEnd: Int32Array;
  readonly leads: ColumnTexts;
}

function openLine(placeOf: Int32Array): LineScratch {
  const places = 1 + placeOf.reduce((most, place) => Math.max(most, place), 0);
  return {
    taken: new Int32Array((places >> 5) + 1),
    valueStart: new Int32Array(places),
    valueEnd: new Int32Array(places),
    leads: columnTextsOf(Int32Array.from({ length: places }, (_, place) => place)),
  };
}

/** Lays down the cells from `at` on and gives the end of the line. */
function takeCells(bytes: Uint8Array, at: number, placeOf: Int32Array, row: LineScratch, line: number): number {
  const { taken, valueStart, valueEnd } = row;
  let before = 0;
  while (bytes[at] !== NEWLINE) {
    if (bytes[at++] !== SPACE) throw corruptLine(line, 'one blank was expected after each number');
    let column = 0;
    for (let digit: number; (digit = bytes[at]! ^ ZERO) <= 9 && column < placeOf.length; at++)
      column = column * 10 + digit;
    if (column >= placeOf.length) throw corruptLine(line, `column ${column} is beyond the feature index`);
    if (bytes[at] !== COLON) throw corruptLine(line, 'column:value was expected after a blank');
    if (column <= before)
      throw corruptLine(line, `column ${column} comes after column ${before}; columns ascend from 1`);
    before = column;
    const start = at + 1;
    at = endOfToken(bytes, start);
    if (at === start) throw corruptLine(line, `column ${column} has no value`);
    const place = placeOf[column]!;
    if (place === 0) continue;
    taken[place >> 5]! |= 1 << (place & 31);
    valueStart[place] = start;
    valueEnd[place] = at;
  }
  return at;
}

function endOfToken(bytes: Uint8Array, at: number): number {
  // Every byte up to the blank belongs to a label, a column or a value; numbers lie above the blank, the newline below.
  while (bytes[at]! > SPACE) at++;
  return at;
}

/** Writes the taken cells in the order of their places and takes the bits back. What hangs over is written over by the next cell. */
function writeCells(
  from: DataView,
  { taken, valueStart, valueEnd, leads }: LineScratch,
  out: DataView,
  at: number,
): number {
  const { lead, more, length } = leads;
  const inFours = from.byteLength - 3;
  for (let word = 0; word < taken.length; word++) {
    for (let bits = taken[word]!; bits !== 0; bits &= bits - 1) {
      const place = word * 32 + 31 - Math.clz32(bits & -bits);
      out.setFloat64(at, lead[place]!, true);
      if (length[place]! > 8) out.setFloat64(at + 8, more[place]!, true);
      at += length[place]!;
      let i = valueStart[place]!;
      const end = valueEnd[place]!;
      for (; i < end && i < inFours; i += 4, at += 4) out.setInt32(at, from.getInt32(i));
      for (; i < end; i++, at++) out.setUint8(at, from.getUint8(i));
      at -= i - end;
    }
    taken[word] = 0;
  }
  out.setUint8(at, NEWLINE);
  return at + 1;
}

import { grown } from './grown-bytes.ts';
import { corruptLine } from './libsvm-fault.ts';
import { lineCutter } from './libsvm-lines.ts';
import { writeWhole } from './number-text.ts';
import { runSorter, sortRuns, type RunSorter } from './sort-runs.ts';

/** Maps a LibSVM text that comes in chunks; only the begun line is kept between them. */
export interface ModelMapper {
  /** The mapped lines that this chunk ends; empty when it ends none. @throws DaybreakError BLOB_CORRUPT with the line's number. */
  push(chunk: Uint8Array): Uint8Array;
  finish(): Uint8Array;
}

/** From the columns of the feature index to a model's places, text to text: labels and numbers keep their bytes, places ascend. */
export function modelMapper(placeOf: Int32Array): ModelMapper {
  const cutter = lineCutter();
  const mapLines = lineMapper(placeOf);
  return { push: (chunk) => mapLines(cutter.push(chunk)), finish: () => mapLines(cutter.rest()) };
}

/** A whole text at once. @throws DaybreakError BLOB_CORRUPT with the line's number. */
export const mapToModel = (bytes: Uint8Array, placeOf: Int32Array): Uint8Array => lineMapper(placeOf)(bytes);

const NEWLINE = 10;
const SPACE = 32;
const ZERO = 48;
const COLON = 58;
/** A blank, a place of up to 10 digits, a colon. */
const PLACE_BYTES = 12;

/** The cells of a line that the model takes: places in `sorter.key`, and where the bytes of each number lie, in the order of the line. */
interface LineScratch {
  cells: number;
  readonly sorter: RunSorter;
  readonly valueStart: Int32Array;
  readonly valueEnd: Int32Array;
}

function lineMapper(placeOf: Int32Array): (bytes: Uint8Array) => Uint8Array {
  // A line has a cell a column at most, because columns ascend.
  const row: LineScratch = {
    cells: 0,
    sorter: runSorter(placeOf.length),
    valueStart: new Int32Array(placeOf.length),
    valueEnd: new Int32Array(placeOf.length),
  };
  let line = 0;
  return (bytes) => {
    let out = new Uint8Array(bytes.length + 64);
    let used = 0;
    for (let at = 0; at < bytes.length;) {
      line++;
      const labelEnd = endOfToken(bytes, at);
      if (labelEnd === at) throw corruptLine(line, 'it does not begin with a label');
      const end = takeCells(bytes, labelEnd, placeOf, row, line);
      sortRuns(row.sorter, row.cells);
      const room = end - at + row.cells * PLACE_BYTES + 1;
      if (out.length - used < room) out = grown(out, used, room);
      out.set(bytes.subarray(at, labelEnd), used);
      used = writeCells(bytes, row, out, used + labelEnd - at);
      at = end + 1;
    }
    return out.subarray(0, used);
  };
}

/** Fills `row` with the cells from `at` on and gives the end of the line. */
function takeCells(bytes: Uint8Array, at: number, placeOf: Int32Array, row: LineScratch, line: number): number {
  const { sorter, valueStart, valueEnd } = row;
  let cells = 0;
  let before = 0;
  while (at < bytes.length && bytes[at] !== NEWLINE) {
    if (bytes[at++] !== SPACE) throw corruptLine(line, 'one blank was expected after each number');
    let column = 0;
    for (let digit: number; (digit = bytes[at]! - ZERO) >= 0 && digit <= 9 && column < placeOf.length; at++)
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
    sorter.key[cells] = place;
    valueStart[cells] = start;
    valueEnd[cells++] = at;
  }
  row.cells = cells;
  return at;
}

function endOfToken(bytes: Uint8Array, at: number): number {
  // Every byte up to the blank belongs to a label, a column or a value; numbers lie above the blank, the newline below.
  while (bytes[at]! > SPACE) at++;
  return at;
}

function writeCells(
  bytes: Uint8Array,
  { cells, sorter, valueStart, valueEnd }: LineScratch,
  out: Uint8Array,
  used: number,
): number {
  const { key, order } = sorter;
  for (let c = 0; c < cells; c++) {
    const from = order[c]!;
    out[used] = SPACE;
    used = writeWhole(key[c]!, out, used + 1);
    out[used++] = COLON;
    for (let i = valueStart[from]!, end = valueEnd[from]!; i < end; i++) out[used++] = bytes[i]!;
  }
  out[used] = NEWLINE;
  return used + 1;
}

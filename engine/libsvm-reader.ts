import { corruptLine } from './libsvm-fault.ts';
import { endedText, lineCutter } from './libsvm-lines.ts';
import type { LibsvmRows } from './libsvm-rows.ts';
import { scanNumber } from './number-scan.ts';

/** Reads a LibSVM text that comes in chunks; only the begun line is kept between them. */
export interface LibsvmReader {
  /** The rows whose lines this chunk ends; none when it ends none. @throws DaybreakError BLOB_CORRUPT with the line's number in the text. */
  push(chunk: Uint8Array): LibsvmRows;
  /** The row of a last line without a newline, else none. */
  finish(): LibsvmRows;
}

/** A whole text; no bytes are no rows. @throws DaybreakError BLOB_CORRUPT with the line's number. */
export function readLibsvm(bytes: Uint8Array): LibsvmRows {
  return readLines(bytes, 1);
}

export function libsvmReader(): LibsvmReader {
  const cutter = lineCutter();
  let line = 1;
  const read = (lines: Uint8Array): LibsvmRows => {
    const rows = readLines(lines, line);
    line += rows.label.length;
    return rows;
  };
  return { push: (chunk) => read(cutter.push(chunk)), finish: () => read(cutter.rest()) };
}

const NEWLINE = 10;
const SPACE = 32;
const ZERO = 48;
const COLON = 58;
const MAX_COLUMN = 2 ** 31 - 1;
const SAMPLE_BYTES = 1 << 16;
const MAX_TENTH = Math.floor(MAX_COLUMN / 10);

function readLines(text: Uint8Array, firstLine: number): LibsvmRows {
  const bytes = endedText(text);
  const rows = lineCount(bytes);
  const [label, rowStart] = [new Float64Array(rows), new Int32Array(rows + 1)];
  let room = cellsAbout(bytes);
  let [column, value] = [new Int32Array(room), new Float64Array(room)];
  let cell = 0;
  let at = 0;
  for (let row = 0; row < rows; row++) {
    const fail = (what: string): Error => corruptLine(firstLine + row, what);
    at = scanNumber(bytes, at, label, row);
    if (at < 0) throw fail('it does not begin with a label that is a finite number');
    let before = 0;
    while (bytes[at] !== NEWLINE) {
      if (bytes[at++] !== SPACE) throw fail('one blank was expected after each number');
      let index = 0;
      for (let digit: number; (digit = bytes[at]! ^ ZERO) <= 9 && index <= MAX_TENTH; at++) index = index * 10 + digit;
      if (index > MAX_COLUMN || bytes[at] !== COLON) throw fail('column:value was expected after a blank');
      if (index <= before) throw fail(`column ${index} comes after column ${before}; columns ascend from 1`);
      if (cell === room) {
        room = 2 * room + 16;
        [column, value] = [longer(column, new Int32Array(room)), longer(value, new Float64Array(room))];
      }
      at = scanNumber(bytes, at + 1, value, cell);
      if (at < 0) throw fail(`the value of column ${index} is no finite number`);
      column[cell++] = before = index;
    }
    at++;
    rowStart[row + 1] = cell;
  }
  return { label, rowStart, column: column.subarray(0, cell), value: value.subarray(0, cell) };
}

function longer<Numbers extends Int32Array | Float64Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}

function lineCount(bytes: Uint8Array): number {
  let lines = 0;
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, end + 1)) lines++;
  return lines;
}

/** How many cells a text has, judged by its first bytes and a little more: most texts fit, and counting them all costs as much as reading. */
function cellsAbout(bytes: Uint8Array): number {
  const sample = Math.min(bytes.length, SAMPLE_BYTES);
  let cells = 0;
  for (let i = 0; i < sample; i++) if (bytes[i] === COLON) cells++;
  return sample < bytes.length ? Math.ceil((cells * 1.1 * bytes.length) / sample) : cells;
}

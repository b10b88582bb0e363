import { corruptLine } from './libsvm-fault.ts';
import { lineCutter } from './libsvm-lines.ts';
import type { LibsvmRows } from './libsvm-rows.ts';
import { scanNumber, type Scanned } from './number-scan.ts';

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

function readLines(bytes: Uint8Array, firstLine: number): LibsvmRows {
  const { lines, cells } = sizeOf(bytes);
  const [label, rowStart] = [new Float64Array(lines), new Int32Array(lines + 1)];
  const [column, value] = [new Int32Array(cells), new Float64Array(cells)];
  const number: Scanned = { value: 0, end: 0 };
  let cell = 0;
  let at = 0;
  for (let row = 0; row < lines; row++) {
    const fail = (what: string): Error => corruptLine(firstLine + row, what);
    if (!scanNumber(bytes, at, number)) throw fail('it does not begin with a label that is a finite number');
    label[row] = number.value;
    at = number.end;
    let before = 0;
    while (at < bytes.length && bytes[at] !== NEWLINE) {
      if (bytes[at++] !== SPACE) throw fail('one blank was expected after each number');
      let index = 0;
      for (let digit: number; index <= MAX_COLUMN && (digit = bytes[at]! - ZERO) >= 0 && digit <= 9; at++)
        index = index * 10 + digit;
      if (index > MAX_COLUMN || bytes[at] !== COLON) throw fail('column:value was expected after a blank');
      if (index <= before) throw fail(`column ${index} comes after column ${before}; columns ascend from 1`);
      if (!scanNumber(bytes, at + 1, number)) throw fail(`the value of column ${index} is no finite number`);
      column[cell] = before = index;
      value[cell++] = number.value;
      at = number.end;
    }
    at++;
    rowStart[row + 1] = cell;
  }
  return { label, rowStart, column, value };
}

/** Counts first, so that the arrays have their size from the start. */
function sizeOf(bytes: Uint8Array): { lines: number; cells: number } {
  let lines = 0;
  let cells = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === COLON) cells++;
    else if (byte === NEWLINE) lines++;
  }
  if (bytes.length > 0 && bytes[bytes.length - 1] !== NEWLINE) lines++;
  return { lines, cells };
}

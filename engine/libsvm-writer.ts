import { DaybreakError } from '../domain/errors.ts';
import { CELL_BYTES, columnTextsOf, type ColumnTexts } from './column-texts.ts';
import { grown } from './grown-bytes.ts';
import { writeNumber, writeWhole } from './number-text.ts';
import { TEXT_DOUBLES } from './number-texts.ts';
import { openRecent, placeOfText, type RecentNumbers } from './recent-numbers.ts';
import type { RowBlock } from './row-block.ts';
import { reserveCells, runSorter, sortRuns, type RunSorter } from './sort-runs.ts';

/** Cells for the rows of a file: a block, and for each row of the file the row of the block that belongs to it. */
export interface LibsvmSource {
  readonly block: RowBlock;
  /** Int32Array[rows of the file]; -1 where the block has nothing for the row. */
  readonly rowOf: Int32Array;
  /** Int32Array[slots]: 1-based column of the feature index, 0 for a slot that has none and is left out; need not ascend. */
  readonly columnOf: Int32Array;
}

const CHUNK_BYTES = 1 << 20;
const NEWLINE = 10;
const SPACE = 32;
const ZERO = 48;
const COLON = 58;

/**
 * The lines `0 column:value column:value`, one for each id in order, columns ascending, the label place always 0. A row without cells is
 * the line `0`. Chunks end at a line's end and are a little over `chunkBytes`; no ids give no chunk.
 * @throws DaybreakError BUG for a number that is not finite, or two numbers in one column; it names id and column.
 */
export function* writeLibsvm(
  ids: readonly string[],
  sources: readonly LibsvmSource[],
  chunkBytes = CHUNK_BYTES,
): Generator<Uint8Array> {
  const row = rowScratch();
  const recent = openRecent();
  const leads = sources.map(({ columnOf }) => columnTextsOf(columnOf));
  let out = new Uint8Array(chunkBytes + 4096);
  let view = new DataView(out.buffer);
  let at = 0;
  for (const [i, id] of ids.entries()) {
    const room = 2 + mostCells(sources, i) * CELL_BYTES;
    if (out.length - at < room) {
      out = grown(out, at, room);
      view = new DataView(out.buffer);
    }
    const end = writeAscending(sources, leads, i, recent, view, at);
    if (end < 0) gather(row, sources, i);
    at = end < 0 ? writeRow(row, id, view, at) : end;
    if (at < chunkBytes) continue;
    yield out.slice(0, at);
    at = 0;
  }
  if (at > 0) yield out.slice(0, at);
}

/** One row's cells: columns in `sorter.key`, numbers in `value` in the order of gathering, which `sorter.order` points into. */
interface RowScratch {
  cells: number;
  value: Float64Array;
  readonly sorter: RunSorter;
}

const rowScratch = (): RowScratch => ({ cells: 0, value: new Float64Array(0), sorter: runSorter(0) });

function mostCells(sources: readonly LibsvmSource[], i: number): number {
  let most = 0;
  for (const { block, rowOf } of sources)
    most += rowOf[i]! < 0 ? 0 : block.rowStart[rowOf[i]! + 1]! - block.rowStart[rowOf[i]!]!;
  return most;
}

/**
 * Writes the row while its columns ascend as they come, which they do unless the index has grown in the middle of a source; gives its end, or -1,
 * with nothing of meaning written, where they do not, or where a number is not finite. Bytes move eight at a time, and what hangs over is
 * written over by the next cell.
 */
function writeAscending(
  sources: readonly LibsvmSource[],
  leads: readonly ColumnTexts[],
  i: number,
  recent: RecentNumbers,
  view: DataView,
  at: number,
): number {
  const { doubles, length: textLength } = recent.texts;
  let before = 0;
  view.setUint8(at++, ZERO);
  for (let s = 0; s < sources.length; s++) {
    const { block, rowOf, columnOf } = sources[s]!;
    const { slot: slots, value } = block;
    const { lead, more, length: leadLength } = leads[s]!;
    const row = rowOf[i]!;
    if (row < 0) continue;
    for (let c = block.rowStart[row]!, end = block.rowStart[row + 1]!; c < end; c++) {
      const slot = slots[c]!;
      const column = columnOf[slot]!;
      if (column === 0) continue;
      if (column <= before) return -1;
      before = column;
      const x = value[c]!;
      const leadBytes = leadLength[slot]!;
      view.setFloat64(at, lead[slot]!, true);
      if (leadBytes > 8) view.setFloat64(at + 8, more[slot]!, true);
      at += leadBytes;
      if (x >= 0 && x < 10 && x === (x | 0)) {
        view.setUint8(at++, ZERO + x);
        continue;
      }
      const text = placeOfText(recent, x);
      if (text < 0) return -1;
      const textBytes = textLength[text]!;
      view.setFloat64(at, doubles[TEXT_DOUBLES * text]!, true);
      if (textBytes > 8) {
        view.setFloat64(at + 8, doubles[TEXT_DOUBLES * text + 1]!, true);
        view.setFloat64(at + 16, doubles[TEXT_DOUBLES * text + 2]!, true);
        view.setFloat64(at + 24, doubles[TEXT_DOUBLES * text + 3]!, true);
      }
      at += textBytes;
    }
  }
  view.setUint8(at, NEWLINE);
  return at + 1;
}

function gather(row: RowScratch, sources: readonly LibsvmSource[], i: number): void {
  const most = mostCells(sources, i);
  reserveCells(row.sorter, most);
  if (row.value.length < most) row.value = new Float64Array(row.sorter.key.length);
  const { value, sorter } = row;
  let cells = 0;
  for (const { block, rowOf, columnOf } of sources) {
    const at = rowOf[i]!;
    if (at < 0) continue;
    for (let c = block.rowStart[at]!, end = block.rowStart[at + 1]!; c < end; c++) {
      const column = columnOf[block.slot[c]!]!;
      if (column === 0) continue;
      sorter.key[cells] = column;
      value[cells++] = block.value[c]!;
    }
  }
  row.cells = cells;
  sortRuns(sorter, cells);
}

function writeRow({ cells, value, sorter }: RowScratch, id: string, view: DataView, at: number): number {
  const { key, order } = sorter;
  view.setUint8(at++, ZERO);
  for (let c = 0; c < cells; c++) {
    const column = key[c]!;
    const x = value[order[c]!]!;
    if (!Number.isFinite(x)) throw wrongCell(id, column, `the value ${x}`);
    if (c > 0 && key[c - 1] === column) throw wrongCell(id, column, 'two values');
    view.setUint8(at, SPACE);
    at = writeWhole(column, view, at + 1);
    view.setUint8(at, COLON);
    at = writeNumber(value, order[c]!, view, at + 1);
  }
  view.setUint8(at, NEWLINE);
  return at + 1;
}

const wrongCell = (id: string, column: number, what: string): DaybreakError =>
  new DaybreakError(
    'BUG',
    `"${id}" has ${what} in column ${column}`,
    'look the column up in index.csv and report its feature as a bug',
  );

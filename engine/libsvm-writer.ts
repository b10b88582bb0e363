import { DaybreakError } from '../domain/errors.ts';
import { grown } from './grown-bytes.ts';
import { MAX_NUMBER_BYTES, writeNumber, writeWhole } from './number-text.ts';
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
/** A blank, a column of up to 10 digits, a colon. */
const PLACE_BYTES = 12;
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
  let out = new Uint8Array(chunkBytes + 4096);
  let at = 0;
  for (const [i, id] of ids.entries()) {
    gather(row, sources, i);
    const room = 2 + row.cells * (PLACE_BYTES + MAX_NUMBER_BYTES);
    if (out.length - at < room) out = grown(out, at, room);
    at = writeRow(row, id, out, at);
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

function gather(row: RowScratch, sources: readonly LibsvmSource[], i: number): void {
  let most = 0;
  for (const { block, rowOf } of sources)
    most += rowOf[i]! < 0 ? 0 : block.rowStart[rowOf[i]! + 1]! - block.rowStart[rowOf[i]!]!;
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

function writeRow({ cells, value, sorter }: RowScratch, id: string, out: Uint8Array, at: number): number {
  const { key, order } = sorter;
  out[at++] = ZERO;
  for (let c = 0; c < cells; c++) {
    const column = key[c]!;
    const x = value[order[c]!]!;
    if (!Number.isFinite(x)) throw wrongCell(id, column, `the value ${x}`);
    if (c > 0 && key[c - 1] === column) throw wrongCell(id, column, 'two values');
    out[at] = SPACE;
    at = writeWhole(column, out, at + 1);
    out[at] = COLON;
    at = writeNumber(x, out, at + 1);
  }
  out[at] = NEWLINE;
  return at + 1;
}

const wrongCell = (id: string, column: number, what: string): DaybreakError =>
  new DaybreakError(
    'BUG',
    `"${id}" has ${what} in column ${column}`,
    'look the column up in index.csv and report its feature as a bug',
  );

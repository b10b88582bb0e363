import { unknownColumn, withinFloat32 } from './dense-rows.ts';
import type { LibsvmRows } from './libsvm-rows.ts';

/**
 * Cells by column, for many models over the same rows: each looks only at the columns it takes.
 *   start Int32Array[columns + 2]  cells of column c: start[c] .. start[c+1]; none for column 0 and those that nobody takes
 *   row   Int32Array[cells]        ascending within a column
 *   value Float32Array[cells]      as denseRows has them
 */
export interface ColumnCells {
  readonly rows: number;
  readonly start: Int32Array;
  readonly row: Int32Array;
  readonly value: Float32Array;
}

/** @param taken Uint8Array[columns + 1]: 1 for the columns that a model takes. @throws DaybreakError BLOB_CORRUPT for a cell beyond them all. */
export function columnCells({ rowStart, column, value }: LibsvmRows, taken: Uint8Array): ColumnCells {
  const rows = rowStart.length - 1;
  const start = new Int32Array(taken.length + 1);
  for (let row = 0; row < rows; row++) {
    for (let cell = rowStart[row]!, end = rowStart[row + 1]!; cell < end; cell++) {
      const wanted = taken[column[cell]!];
      if (wanted === undefined) throw unknownColumn(row, column[cell]!);
      start[column[cell]! + 1]! += wanted;
    }
  }
  for (let c = 1; c < start.length; c++) start[c]! += start[c - 1]!;
  const next = start.slice();
  const cells = { rows, start, row: new Int32Array(start.at(-1)!), value: new Float32Array(start.at(-1)!) };
  for (let row = 0; row < rows; row++) {
    for (let cell = rowStart[row]!, end = rowStart[row + 1]!; cell < end; cell++) {
      if (taken[column[cell]!] === 0) continue;
      const to = next[column[cell]!]!++;
      cells.row[to] = row;
      cells.value[to] = withinFloat32(value[cell]!);
    }
  }
  return cells;
}

/**
 * The scorer's input batch by batch, each row-major [to - from, width] and the same numbers as denseRows gives for kept[from .. to].
 * @param columnOf Int32Array[width]: the 1-based column of each place
 * @param kept places of the wanted rows, ascending
 */
export function denseBatches(
  { rows, start, row, value }: ColumnCells,
  columnOf: Int32Array,
  kept: Int32Array,
  absent: number,
): (from: number, to: number) => Float32Array {
  const width = columnOf.length;
  const placeOf = new Int32Array(rows).fill(-1);
  for (let i = 0; i < kept.length; i++) placeOf[kept[i]!] = i;
  return (from, to) => {
    const dense = new Float32Array((to - from) * width).fill(absent);
    if (from === to) return dense;
    const [first, last] = [kept[from]!, kept[to - 1]!];
    for (let place = 0; place < width; place++) {
      const end = start[columnOf[place]! + 1]!;
      for (let cell = firstFrom(row, start[columnOf[place]!]!, end, first); cell < end && row[cell]! <= last; cell++) {
        const at = placeOf[row[cell]!]!;
        if (at >= 0) dense[(at - from) * width + place] = value[cell]!;
      }
    }
    return dense;
  };
}

/** The first cell of an ascending stretch whose row is not below `wanted`; `end` when all are. */
function firstFrom(row: Int32Array, start: number, end: number, wanted: number): number {
  let [low, high] = [start, end];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (row[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

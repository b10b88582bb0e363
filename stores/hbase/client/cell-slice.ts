import type { CellBatch } from './cell-batch.ts';

/** Cells from..to of a batch (half open) as a batch on the same memory, with the rows that have a cell among them. */
export function sliceCells(batch: CellBatch, from: number, to: number): CellBatch {
  if (from === 0 && to === batch.cells) return batch;
  const { rowFirstCell } = batch;
  const starts: number[] = [];
  for (let row = 0; row < batch.rows && rowFirstCell[row]! < to; row++)
    if (rowFirstCell[row + 1]! > from) starts.push(Math.max(rowFirstCell[row]!, from) - from);
  return {
    ...batch,
    cells: to - from,
    rowStart: batch.rowStart.subarray(from, to),
    rowEnd: batch.rowEnd.subarray(from, to),
    family: batch.family.subarray(from, to),
    qualifierStart: batch.qualifierStart.subarray(from, to),
    qualifierEnd: batch.qualifierEnd.subarray(from, to),
    timestamp: batch.timestamp.subarray(from, to),
    timestampStart: batch.timestampStart.subarray(from, to),
    valueStart: batch.valueStart.subarray(from, to),
    valueEnd: batch.valueEnd.subarray(from, to),
    rows: starts.length,
    rowFirstCell: Int32Array.from([...starts, to - from]),
  };
}

/** Rows from..to of a batch (half open), none of them empty. */
export const sliceRows = (batch: CellBatch, from: number, to: number): CellBatch =>
  sliceCells(batch, batch.rowFirstCell[from]!, batch.rowFirstCell[to]!);

/** The batch with row r joined to row r - 1 where `joins(r)`. */
export function joinRows(batch: CellBatch, joins: (row: number) => boolean): CellBatch {
  const starts: number[] = [];
  for (let row = 0; row < batch.rows; row++) if (row === 0 || !joins(row)) starts.push(batch.rowFirstCell[row]!);
  return { ...batch, rows: starts.length, rowFirstCell: Int32Array.from([...starts, batch.cells]) };
}

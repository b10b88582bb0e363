import type { CellBatch } from '../../../stores/hbase/client/cell-batch.ts';

/** A cell as an object, for comparison in tests. */
export interface PlainCell {
  readonly row: Uint8Array;
  readonly family: string;
  readonly qualifier: Uint8Array;
  readonly timestamp: number;
  readonly value: Uint8Array;
}

/** The cells of a batch, by row. */
export const allCells = (batch: CellBatch): PlainCell[][] =>
  Array.from({ length: batch.rows }, (_, row) => {
    const first = batch.rowFirstCell[row]!;
    return Array.from({ length: batch.rowFirstCell[row + 1]! - first }, (_, i) => cellAt(batch, first + i));
  });

const cellAt = (batch: CellBatch, cell: number): PlainCell => ({
  row: part(batch.bytes, batch.rowStart[cell], batch.rowEnd[cell]),
  family: batch.families[batch.family[cell]!]!,
  qualifier: part(batch.bytes, batch.qualifierStart[cell], batch.qualifierEnd[cell]),
  timestamp: batch.timestamp[cell]!,
  value: part(batch.bytes, batch.valueStart[cell], batch.valueEnd[cell]),
});

/** A plain Uint8Array, so that comparisons do not see Buffers. */
const part = (bytes: Uint8Array, start: number | undefined, end: number | undefined): Uint8Array =>
  Uint8Array.from(bytes.subarray(start, end));

import type { CellBatch } from './cell-batch.ts';
import { BYTES_BEFORE_KEY } from './cell-decode.ts';

/** Where a cell's encoding begins in the bytes of its batch. */
export const cellOffset = (batch: CellBatch, cell: number): number => batch.rowStart[cell]! - BYTES_BEFORE_KEY - 2;

/** The row of a cell, a view. */
export const rowOf = (batch: CellBatch, cell: number): Uint8Array =>
  batch.bytes.subarray(batch.rowStart[cell], batch.rowEnd[cell]);

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && Buffer.compare(a, b) === 0;

/** The order of the cells of one row: family, qualifier, newest timestamp first, greatest type first. */
export function compareInRow(a: CellBatch, cell: number, b: CellBatch, other: number): number {
  const names =
    Buffer.compare(familyBytes(a, cell), familyBytes(b, other)) ||
    Buffer.compare(qualifierBytes(a, cell), qualifierBytes(b, other));
  return names || Buffer.compare(timeAndType(b, other), timeAndType(a, cell));
}

const familyBytes = (batch: CellBatch, cell: number): Uint8Array =>
  batch.bytes.subarray(batch.rowEnd[cell]! + 1, batch.qualifierStart[cell]);
const qualifierBytes = (batch: CellBatch, cell: number): Uint8Array =>
  batch.bytes.subarray(batch.qualifierStart[cell], batch.qualifierEnd[cell]);
const timeAndType = (batch: CellBatch, cell: number): Uint8Array =>
  batch.bytes.subarray(batch.timestampStart[cell], batch.timestampStart[cell]! + 9);

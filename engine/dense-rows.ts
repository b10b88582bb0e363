import { DaybreakError } from '../domain/errors.ts';
import type { LibsvmRows } from './libsvm-rows.ts';

const LARGEST_FLOAT32 = (2 - 2 ** -23) * 2 ** 127;

/**
 * The scorer's input, row-major [rows, width]: column p of a row at p - 1, `absent` (NaN or a number) where a row has no cell.
 * A number beyond float32 becomes the largest one with its sign, because infinity compares differently and models refuse it.
 * @throws DaybreakError BLOB_CORRUPT for a column beyond the width.
 */
export function denseRows({ rowStart, column, value }: LibsvmRows, width: number, absent: number): Float32Array {
  const rows = rowStart.length - 1;
  const dense = new Float32Array(rows * width).fill(absent);
  for (let row = 0; row < rows; row++) {
    for (let i = rowStart[row]!, end = rowStart[row + 1]!; i < end; i++) {
      if (column[i]! > width) throw beyond(row, column[i]!, width);
      dense[row * width + column[i]! - 1] = Math.min(Math.max(value[i]!, -LARGEST_FLOAT32), LARGEST_FLOAT32);
    }
  }
  return dense;
}

const beyond = (row: number, column: number, width: number): DaybreakError =>
  new DaybreakError(
    'BLOB_CORRUPT',
    `row ${row + 1} has column ${column}, and the model has ${width} features`,
    'map the features with the manifest of this model',
  );

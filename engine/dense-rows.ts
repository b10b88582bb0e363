import { DaybreakError } from '../domain/errors.ts';
import type { LibsvmRows } from './libsvm-rows.ts';

const LARGEST_FLOAT32 = (2 - 2 ** -23) * 2 ** 127;

/** A number beyond float32 becomes the largest one with its sign, because infinity compares differently and models refuse it. */
export const withinFloat32 = (value: number): number => Math.min(Math.max(value, -LARGEST_FLOAT32), LARGEST_FLOAT32);

/**
 * The scorer's input for some rows, row-major [kept, width]: a cell of column c at placeOf[c] - 1, `absent` (NaN or a number) where a row has
 * no cell. Columns whose place is 0 are left out (map-places.ts).
 * @param kept places of the wanted rows, in the order of the input
 * @throws DaybreakError BLOB_CORRUPT for a column that placeOf does not know.
 */
export function denseRows(
  { rowStart, column, value }: LibsvmRows,
  kept: Int32Array,
  placeOf: Int32Array,
  width: number,
  absent: number,
): Float32Array {
  const dense = new Float32Array(kept.length * width).fill(absent);
  for (let i = 0; i < kept.length; i++) {
    const row = kept[i]!;
    const before = i * width - 1;
    for (let cell = rowStart[row]!, end = rowStart[row + 1]!; cell < end; cell++) {
      const place = placeOf[column[cell]!];
      if (place === undefined) throw unknownColumn(row, column[cell]!);
      if (place > 0) dense[before + place] = withinFloat32(value[cell]!);
    }
  }
  return dense;
}

/** @param row from 0 */
export const unknownColumn = (row: number, column: number): DaybreakError =>
  new DaybreakError(
    'BLOB_CORRUPT',
    `row ${row + 1} has column ${column}, which the feature index does not have`,
    'run the night again: a new run writes all its files anew',
  );

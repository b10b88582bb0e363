import type { ModelManifest } from '../../domain/model-manifest.ts';

/** Rows without their absent features, row-major [rows, most]: the values that are there in the order of their places, filled up behind. */
export interface PaddedRows {
  readonly places: Int32Array | BigInt64Array;
  readonly values: Float32Array;
}

/**
 * @param dense row-major [rows, width], NaN where absent
 * @param type of the places
 * @returns for rows of which one has too many features, the first such row and how many it has
 */
export function paddedRows(
  dense: Float32Array,
  width: number,
  { most, pad }: NonNullable<ModelManifest['padded']>,
  type: 'int32' | 'int64',
): PaddedRows | { readonly row: number; readonly features: number } {
  const rows = dense.length / width;
  const values = new Float32Array(rows * most);
  const places = type === 'int32' ? new Int32Array(rows * most) : new BigInt64Array(rows * most);
  // A place needs the lower half of an int64 only, which comes first on every machine that the runtime is built for.
  const words = new Int32Array(places.buffer);
  const stride = type === 'int32' ? 1 : 2;
  for (let row = 0; row < rows; row++) {
    const from = row * width;
    const start = row * most;
    let at = start;
    for (let place = 0; place < width; place++) {
      const value = dense[from + place] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      if (at - start < most) {
        values[at] = value;
        words[at * stride] = place;
      }
      at++;
    }
    if (at - start > most) return { row, features: at - start };
    for (; at < start + most; at++) words[at * stride] = pad;
  }
  return { places, values };
}

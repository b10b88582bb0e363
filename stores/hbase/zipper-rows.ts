import type { Instant } from '../../domain/instant.ts';
import type { CellBatch } from './client/cell-batch.ts';

/** The rows of a batch by the row of the table they go to, in the order of the first of each. */
export function zipperRows<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => Buffer,
): { readonly key: Buffer; readonly rows: Row[] }[] {
  const groups = new Map<string, { key: Buffer; rows: Row[] }>();
  for (const row of rows) {
    const key = keyOf(row);
    const name = key.toString('latin1');
    const group = groups.get(name);
    if (group) group.rows.push(row);
    else groups.set(name, { key, rows: [row] });
  }
  return [...groups.values()];
}

interface Validity {
  readonly validFrom: Instant;
  readonly validTo: Instant | undefined;
}

/** For each row of an answer the earliest beginning or end from a midnight on; Infinity for none. */
export function nextBound(
  batch: CellBatch,
  validityIn: (batch: CellBatch, cell: number) => Validity,
  rows: number,
  midnight: Instant,
): Float64Array {
  const next = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
  for (let row = 0; row < rows; row++) {
    for (let cell = batch.rowFirstCell[row]!; cell < batch.rowFirstCell[row + 1]!; cell++) {
      const { validFrom, validTo = Number.POSITIVE_INFINITY } = validityIn(batch, cell);
      for (const bound of [validFrom, validTo]) if (bound >= midnight) next[row] = Math.min(next[row]!, bound);
    }
  }
  return next;
}

import type { CellBatch } from './client/cell-batch.ts';
import type { Tables } from './tables.ts';
import { ALL } from './zipper-cell.ts';

/**
 * The table of what was. A place of `dwd` or `zipper` never loses its cell: it says since when it holds what it holds, or is empty. So who reads
 * as of a revision reads the current cells first and asks here only for rows that have changed since; a batch writes here first, so what it
 * moves in between is found in both, never in none. What ended a cell is its timestamp: what had ended by then stays unread.
 */

/** The timestamps of what a revision does not know. */
const after = (revision: number): { from: number; to: number } => ({
  from: Math.min(Math.max(0, revision + 1), Number.MAX_SAFE_INTEGER),
  to: Number.MAX_SAFE_INTEGER,
});

interface Row {
  readonly key: Buffer;
}

interface Cells {
  readonly batch: CellBatch;
  /** Its cells are those with from <= c < to. */
  readonly from: number;
  readonly to: number;
}

/** What ended after a revision, of the rows that ask for it. */
export async function endedAfter<R extends Row>(
  tables: Tables,
  families: readonly string[],
  asking: readonly R[],
  revision: number,
): Promise<Map<R, Cells>> {
  const keys = asking.map(({ key }) => key);
  const batch = await tables.past.getMany(keys, { families, ...ALL, timeRange: after(revision) });
  return new Map(
    asking.map((row, i) => [row, { batch, from: batch.rowFirstCell[i]!, to: batch.rowFirstCell[i + 1]! }]),
  );
}

const ROWS_A_LOOK = 200;

/** The rows of a scan as they were, looked for some hundreds at a time. */
export async function* inGroups<R, T>(
  rows: AsyncIterable<R>,
  asOf: (rows: readonly R[]) => Promise<T[]>,
): AsyncGenerator<T> {
  let group: R[] = [];
  for await (const row of rows) {
    group.push(row);
    if (group.length < ROWS_A_LOOK) continue;
    yield* await asOf(group);
    group = [];
  }
  yield* await asOf(group);
}

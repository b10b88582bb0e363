import type { CellBatch } from './cell-batch.ts';
import type { DataPath } from './data-path.ts';
import { getRows } from './get-many.ts';
import { getRow } from './get.ts';
import { mutate, mutateAll } from './mutate.ts';
import { checkAndMutateRows, type CheckedMutations, type CheckOutcome, type RowCheck } from './mutate-check.ts';
import { increment } from './mutate-increment.ts';
import type { Mutation, RowOutcome } from './mutation.ts';
import type { ReadOptions, ScanOptions } from './read-options.ts';
import { scanTable } from './scan.ts';

/** One table. Every call throws HBaseError. */
export interface HBaseTable {
  /** One row; without cells where there is none. */
  get(row: Uint8Array, options?: ReadOptions): Promise<CellBatch>;

  /** Many rows, grouped by region and read in parallel, in the order asked; a missing row is a row without cells. Fails as a whole. */
  getMany(rows: readonly Uint8Array[], options?: ReadOptions): Promise<CellBatch>;

  /**
   * The rows of a range in order. No cell is lost or repeated through splits, merges, moves, restarts, expired leases and stalls; a row is
   * read at one point in time. At most options.prefetch batches wait for a slow reader. A row continues in the next batch only where
   * options.cellsARow is set.
   */
  scan(options?: ScanOptions): AsyncIterable<CellBatch>;

  /**
   * Grouped by region into requests of bounded size, several at a time. What can be repeated is; a bad row does not hinder the others.
   * Mutations of one row are carried out in the order given. One outcome each, in the order given.
   */
  mutate(mutations: readonly Mutation[]): Promise<RowOutcome[]>;

  /** The same; throws the first error, which names the row, after all were tried. */
  mutateAll(mutations: readonly Mutation[]): Promise<void>;

  /**
   * Carries the mutations of a row out where a condition holds, in one step; whether it did. Is not repeated where the first try may have
   * been carried out: that is an error of kind `connection` or `timeout`.
   */
  checkAndMutate(check: RowCheck, mutations: readonly Mutation[]): Promise<boolean>;

  /** Many of these in few requests, each for itself. */
  checkAndMutateMany(work: readonly CheckedMutations[]): Promise<CheckOutcome[]>;

  /** Adds to a column that holds a 64-bit big endian number, 0 where absent; the new value. */
  increment(row: Uint8Array, family: string, qualifier: Uint8Array, by: number): Promise<number>;
}

export function tableOf(path: DataPath): HBaseTable {
  return {
    get: (row, options = {}) => getRow(path, row, options),
    getMany: (rows, options = {}) => getRows(path, rows, options),
    scan: (options = {}) => scanTable(path.cluster, path.table, options, path.families),
    mutate: (mutations) => mutate(path, mutations),
    mutateAll: (mutations) => mutateAll(path, mutations),
    async checkAndMutate(check, mutations) {
      const [outcome] = await checkAndMutateRows(path, [{ check, mutations }]);
      if (outcome?.held === undefined) throw outcome?.error ?? new Error('no outcome');
      return outcome.held;
    },
    checkAndMutateMany: (work) => checkAndMutateRows(path, work),
    increment: (row, family, qualifier, by) => increment(path, row, family, qualifier, by),
  };
}

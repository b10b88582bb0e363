import type { Filter } from './filter.ts';

/** What to read of a row. Families and columns together: the union. Neither: everything. */
export interface ReadOptions {
  readonly families?: readonly string[];
  readonly columns?: readonly { readonly family: string; readonly qualifiers: readonly Uint8Array[] }[];
  /** Of the cells' timestamps, ms, half open. */
  readonly timeRange?: { readonly from: number; readonly to: number };
  /** The newest so many of each column; 1 by default. */
  readonly versions?: number;
  readonly filter?: Filter;
}

export interface ScanOptions extends ReadOptions {
  /** The first row; from the first (reversed: the last) of the table by default. */
  readonly startRow?: Uint8Array;
  /** The scan ends before this row; the end of the table by default. */
  readonly endRow?: Uint8Array;
  readonly includeStartRow?: boolean;
  /** Rows descending, and endRow below startRow. */
  readonly reversed?: boolean;
  readonly limitRows?: number;
  /** At most so many rows in one answer of the server. */
  readonly rowsABatch?: number;
  /** About so many bytes in one answer of the server, 2 MB by default; the server may have a smaller limit. */
  readonly bytesABatch?: number;
  /** Lets a row arrive in pieces of at most so many cells each; the pieces follow one another, also across batches. */
  readonly cellsARow?: number;
  /** Answers that may wait for a reader that is slower than the server, 1 by default; 0 asks only when the reader does. */
  readonly prefetch?: number;
  readonly signal?: AbortSignal;
}

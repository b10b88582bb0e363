import type { HBaseError } from './hbase-error.ts';

/** A change of one row. The server carries a mutation out as a whole or not at all. */
export type Mutation = Put | Delete;

export interface Put {
  readonly op: 'put';
  readonly row: Uint8Array;
  /** At least one. */
  readonly cells: readonly PutCell[];
}

export interface PutCell {
  readonly family: string;
  readonly qualifier: Uint8Array;
  /** ms; the server's time where left out. With a timestamp the same put twice is the same cell. */
  readonly timestamp?: number;
  readonly value: Uint8Array;
}

export interface Delete {
  readonly op: 'delete';
  readonly row: Uint8Array;
  readonly what: DeleteWhat;
}

/**
 * `upTo` (ms, inclusive) is the server's time where left out. A delete hides every cell up to its timestamp, also one that is put later
 * with an older timestamp, until a major compaction.
 */
export type DeleteWhat =
  | { readonly kind: 'row'; readonly upTo?: number }
  | { readonly kind: 'family'; readonly family: string; readonly upTo?: number }
  | {
      readonly kind: 'columns';
      readonly family: string;
      readonly qualifiers: readonly Uint8Array[];
      readonly upTo?: number;
    }
  | {
      readonly kind: 'version';
      readonly family: string;
      readonly qualifier: Uint8Array;
      readonly timestamp: number;
    };

/** What became of one mutation. */
export type RowOutcome = { readonly done: true } | { readonly done: false; readonly error: HBaseError };

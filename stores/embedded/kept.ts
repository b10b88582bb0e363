import type { Database } from 'lmdb';

/**
 * What places held before: values that were replaced or removed stand beside the current ones, under the same key, so that who reads what is
 * current never meets them. A value says since which revision it has been current, a past one until which (the revision that ended it).
 */
export interface Kept<Value> {
  readonly current: Database<Value, Buffer>;
  readonly past: Database<PastValues<Value>, Buffer>;
  readonly sinceOf: (value: Value) => number;
}

/** Oldest first. */
export type PastValues<Value> = readonly (readonly [until: number, value: Value])[];

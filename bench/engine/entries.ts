/**
 * Base values of consecutive ids, sorted by (id, feature, days back); a feature has at most one value a day, and every id at least one within
 * the longest window (WINDOWS). Ids count from 0 over the whole workload.
 *   start   Int32Array[ids + 1]    entries of the block's i-th id: start[i] .. start[i + 1]
 *   feature Uint16Array[entries]   from 0
 *   back    Int16Array[entries]    days back, 1 is yesterday
 *   value   Float64Array[entries]  finite
 */
export interface EntryBlock {
  readonly firstId: number;
  readonly ids: number;
  readonly start: Int32Array;
  readonly feature: Uint16Array;
  readonly back: Int16Array;
  readonly value: Float64Array;
}

/** Few enough that the text of a block is still near a core when it is written. */
export const IDS_A_BLOCK = 384;
/** Last day back of each trailing window, in the order of the columns. */
export const WINDOWS = [3, 7, 15, 30, 90, 180] as const;
export const DAYS = 365;

/** The functions of a case, in the order of its columns: column = (feature * windows + window) * functions + function + 1. */
export const CASES = {
  T1: ['COUNT', 'SUM', 'MAX', 'MIN', 'MEAN', 'STD', 'RANGE'],
  T2: ['COUNT', 'SUM', 'MAX', 'MIN', 'MAXPARTITION', 'MEAN', 'MEDIAN', 'STD', 'RANGE', 'MODE', 'ARGMAX', 'RECENCY'],
} as const;

export type CaseName = keyof typeof CASES;

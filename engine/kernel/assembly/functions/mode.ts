import { Sorted } from '../sorted';

/** MODE: the most frequent value, the smallest on a tie. Source: docs/rules.md#functions. */
export function mode(): f64 {
  return Sorted.mode;
}

import { Window } from '../window';

/** MAXPARTITION: the value of the newest day that has one; over several ids the largest of that day. Source: docs/rules.md#functions. */
export function maxPartition(): f64 {
  return Window.newestValue;
}

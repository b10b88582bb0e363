import { Sorted } from '../sorted';

/** MEDIAN: the middle value; of an even number of values the average of the middle two. Source: docs/rules.md#functions. */
export function median(): f64 {
  const middle = Sorted.length >> 1;
  return Sorted.length & 1 ? Sorted.at(middle) : (Sorted.at(middle - 1) + Sorted.at(middle)) / 2;
}

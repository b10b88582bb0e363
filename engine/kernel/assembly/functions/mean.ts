import { Window } from '../window';

/** MEAN: the sum over the number of values. Source: docs/rules.md#functions. */
export function mean(): f64 {
  return Window.sum / Window.count;
}

import { Window } from '../window';

/** RANGE: the largest value minus the smallest; 0 for one value. Source: docs/rules.md#functions. */
export function range(): f64 {
  return Window.max - Window.min;
}

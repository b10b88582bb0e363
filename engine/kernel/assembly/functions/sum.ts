import { Window } from '../window';

/** SUM: all values added up, rounding errors carried along. Source: docs/rules.md#functions. */
export function sum(): f64 {
  return Window.sum;
}

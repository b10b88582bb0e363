import { Window } from '../window';

/** MIN: the smallest value. Source: docs/rules.md#functions. */
export function smallest(): f64 {
  return Window.min;
}

import { Window } from '../window';

/** MAX: the largest value. Source: docs/rules.md#functions. */
export function largest(): f64 {
  return Window.max;
}

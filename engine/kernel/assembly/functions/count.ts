import { Window } from '../window';

/** COUNT: how many days have a value; over several ids, how many (id, day) pairs. Source: docs/rules.md#functions. */
export function count(): f64 {
  return Window.count;
}

import { Window } from '../window';

/** ARGMAX: how many days back the largest value lies, the most recent on a tie. Source: docs/rules.md#functions. */
export function argmax(): f64 {
  return Window.maxBack;
}

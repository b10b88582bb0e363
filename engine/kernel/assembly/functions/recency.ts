import { Window } from '../window';

/** RECENCY: how many days back the newest value lies; 1 is yesterday. Source: docs/rules.md#functions. */
export function recency(): f64 {
  return Window.newestBack;
}

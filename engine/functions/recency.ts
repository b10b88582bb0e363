import { NEWEST_BACK } from '../window-state.ts';
import type { AggregateFunction } from './aggregate-function.ts';

/** RECENCY: how many days back the newest value lies; 1 is yesterday. Source: docs/rules.md#functions. */
export const recency: AggregateFunction = {
  needs: [],
  ofOne: 'back',
  countsDays: true,
  value: (window) => window[NEWEST_BACK]!,
};

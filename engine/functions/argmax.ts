import { MAX_BACK } from '../window-state.ts';
import type { AggregateFunction } from './aggregate-function.ts';

/** ARGMAX: how many days back the largest value lies, the most recent on a tie. Source: docs/rules.md#functions. */
export const argmax: AggregateFunction = {
  needs: [],
  ofOne: 'back',
  countsDays: true,
  value: (window) => window[MAX_BACK]!,
};

import { MAX_BACK } from '../window-state.ts';
import type { AggregateFunction } from './aggregate-function.ts';

/** ARGMAX: how many days back the largest value lies, the most recent on a tie. Source: DESIGN.md section 4. */
export const argmax: AggregateFunction = {
  needs: [],
  ofOne: 'back',
  countsDays: true,
  value: (window) => window[MAX_BACK]!,
};

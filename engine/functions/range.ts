import { MAX, MIN } from '../window-state.ts';
import type { AggregateFunction } from './aggregate-function.ts';

/** RANGE: the largest value minus the smallest; 0 for one value. Source: docs/rules.md#functions. */
export const range: AggregateFunction = { needs: [], ofOne: 0, value: (window) => window[MAX]! - window[MIN]! };

import { MAX } from '../window-state.ts';
import type { AggregateFunction } from './aggregate-function.ts';

/** MAX: the largest value. Source: docs/rules.md#functions. */
export const max: AggregateFunction = { needs: [], ofOne: 'value', value: (window) => window[MAX]! };

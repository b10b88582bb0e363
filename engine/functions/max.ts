import { MAX } from '../window-state.ts';
import type { AggregateFunction } from './aggregate-function.ts';

/** MAX: the largest value. Source: DESIGN.md section 4. */
export const max: AggregateFunction = { needs: [], ofOne: 'value', value: (window) => window[MAX]! };

import { MIN } from '../window-state.ts';
import type { AggregateFunction } from './aggregate-function.ts';

/** MIN: the smallest value. Source: DESIGN.md section 4. */
export const min: AggregateFunction = { needs: [], ofOne: 'value', value: (window) => window[MIN]! };

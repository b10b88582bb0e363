import { MIN } from '../window-state.ts';
import type { AggregateFunction } from './aggregate-function.ts';

/** MIN: the smallest value. Source: docs/rules.md#functions. */
export const min: AggregateFunction = { needs: [], ofOne: 'value', value: (window) => window[MIN]! };

import { totalOfSum } from '../compensated-sum.ts';
import { SUM } from '../window-state.ts';
import type { AggregateFunction } from './aggregate-function.ts';

/** SUM: all values added up, rounding errors carried along. Source: DESIGN.md section 4. */
export const sum: AggregateFunction = { needs: [], ofOne: 'value', value: (window) => totalOfSum(window, SUM) };

import { totalOfSum } from '../compensated-sum.ts';
import { SUM } from '../window-state.ts';
import type { AggregateFunction } from './aggregate-function.ts';

/** SUM: all values added up, rounding errors carried along. Source: docs/rules.md#functions. */
export const sum: AggregateFunction = { needs: [], ofOne: 'value', value: (window) => totalOfSum(window, SUM) };

import { totalOfSum } from '../compensated-sum.ts';
import { COUNT, SUM } from '../window-state.ts';
import type { AggregateFunction } from './aggregate-function.ts';

/** MEAN: the sum over the number of values. Source: docs/rules.md#functions. */
export const mean: AggregateFunction = {
  needs: [],
  ofOne: 'value',
  value: (window) => totalOfSum(window, SUM) / window[COUNT]!,
};

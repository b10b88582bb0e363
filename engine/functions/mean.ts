import { totalOfSum } from '../compensated-sum.ts';
import { SUM } from '../window-state.ts';
import type { AggregateFunction } from './aggregate-function.ts';

/** MEAN: the sum over the number of values. Source: DESIGN.md section 4. */
export const mean: AggregateFunction = { needs: [], value: ({ sums, count }) => totalOfSum(sums, SUM) / count };

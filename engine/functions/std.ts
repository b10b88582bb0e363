import { totalOfSum } from '../compensated-sum.ts';
import { COUNT, MOMENT_1, MOMENT_2, SHIFT, SUM } from '../window-state.ts';
import type { AggregateFunction } from './aggregate-function.ts';

/**
 * STD: the root of the mean squared distance from the mean m, over n and not n - 1; exactly 0 for one value.
 * m is MEAN as a double, so for numbers whose spread is near their own precision the result is that of the plain formula: of equal values it is what
 * their mean is off by, mostly 0. From sums about the window's first value k: Σ(x-m)² = Σ(x-k)² - 2d·Σ(x-k) + n·d² with d = m - k. As k is one of
 * the values, at most n + 1 times the result cancels out, however far the values lie from 0. Source: docs/rules.md#functions.
 */
export const std: AggregateFunction = {
  needs: ['moments'],
  ofOne: 0,
  value: (window) => {
    const count = window[COUNT]!;
    const d = totalOfSum(window, SUM) / count - window[SHIFT]!;
    const squares = totalOfSum(window, MOMENT_2) - d * (2 * totalOfSum(window, MOMENT_1) - count * d);
    // Not negative but for squares too small for a double; NaN stays NaN.
    return Math.sqrt(Math.max(0, squares) / count);
  },
};

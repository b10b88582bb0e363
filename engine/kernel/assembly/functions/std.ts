import { Window } from '../window';

/**
 * STD: the root of the mean squared distance from the mean m, over n and not n - 1; exactly 0 for one value.
 * m is MEAN as a double, so for numbers whose spread is near their own precision the result is that of the plain formula: of equal values it is what
 * their mean is off by, mostly 0. From sums about the window's first value k: Σ(x-m)² = Σ(x-k)² - 2d·Σ(x-k) + n·d² with d = m - k. As k is one of
 * the values, at most n + 1 times the result cancels out, however far the values lie from 0. Source: docs/rules.md#functions.
 */
export function std(): f64 {
  const d = Window.sum / Window.count - Window.shift;
  const squares = Window.moment2 - d * (2 * Window.moment1 - Window.count * d);
  // Not negative but for squares too small for a double; NaN stays NaN.
  return sqrt(max<f64>(0, squares) / Window.count);
}

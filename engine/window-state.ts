import { addToSum } from './compensated-sum.ts';
import { openSorted, type SortedValues } from './sorted-values.ts';

/**
 * What the functions read about the (day, value) pairs of a window. Pairs come in by days back ascending; over several ids a day may come
 * more than once. One state serves a whole batch: it is reset, never made anew.
 */
export interface WindowState {
  /** How many pairs. Everything below is meaningless at 0. */
  count: number;
  min: number;
  max: number;
  /** Days back to the largest value, the most recent on a tie. */
  maxBack: number;
  /** Days back to the newest value. */
  newestBack: number;
  /** The largest value of the newest day. */
  newestValue: number;
  /** The first value: moments are taken about it, so that large numbers close together lose nothing. */
  shift: number;
  /** Pairs of compensated-sum.ts by SUM, MOMENT_1, MOMENT_2; the moments only where a function needs them. */
  readonly sums: Float64Array;
  /** All values in order, only where a function needs them. */
  readonly sorted: SortedValues;
}

/** Places in `sums`: of x, of x - shift and of its square. */
export const SUM = 0;
export const MOMENT_1 = 1;
export const MOMENT_2 = 2;

export function openWindow(): WindowState {
  // The fields that hold values begin as fractions: the runtime then keeps them as doubles from the start and never changes its mind.
  return {
    count: 0,
    min: 0.5,
    max: 0.5,
    maxBack: 0,
    newestBack: 0,
    newestValue: 0.5,
    shift: 0.5,
    sums: new Float64Array(6),
    sorted: openSorted(),
  };
}

export function resetWindow(state: WindowState): void {
  state.count = 0;
  state.sums.fill(0);
  state.sorted.length = 0;
}

export function addValue(state: WindowState, back: number, value: number, moments: boolean): void {
  if (state.count === 0) {
    state.min = state.max = state.newestValue = state.shift = value;
    state.maxBack = state.newestBack = back;
  } else {
    if (value < state.min) state.min = value;
    if (value > state.max) {
      state.max = value;
      state.maxBack = back;
    }
    if (back === state.newestBack && value > state.newestValue) state.newestValue = value;
  }
  state.count += 1;
  addToSum(state.sums, SUM, value);
  if (moments) {
    const distance = value - state.shift;
    addToSum(state.sums, MOMENT_1, distance);
    addToSum(state.sums, MOMENT_2, distance * distance);
  }
}

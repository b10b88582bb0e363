import { addToSum } from './compensated-sum.ts';

/**
 * What the functions read about the (day, value) pairs of a window, as numbers at the places below: a Float64Array, because its fields are
 * never boxed. Pairs come in by days back ascending; over several ids a day may come more than once. One state serves a whole batch.
 */
export type WindowState = Float64Array;

/** How many pairs. Everything below is meaningless at 0. */
export const COUNT = 0;
export const MIN = 1;
export const MAX = 2;
/** Days back to the largest value, the most recent on a tie. */
export const MAX_BACK = 3;
/** Days back to the newest value. */
export const NEWEST_BACK = 4;
/** The largest value of the newest day. */
export const NEWEST_VALUE = 5;
/** The first value: moments are taken about it, so that large numbers close together lose nothing. */
export const SHIFT = 6;
/** Pairs of compensated-sum.ts: of x, and only where a function needs them of x - shift and of its square. */
export const SUM = 7;
export const MOMENT_1 = 9;
export const MOMENT_2 = 11;
const LENGTH = 13;

export const openWindow = (): WindowState => new Float64Array(LENGTH);

/** The window of one pair. Its moments are 0, which is what a window that is not asked for them may say. */
export function startWindow(state: WindowState, back: number, value: number): void {
  state[COUNT] = 1;
  state[MIN] = state[MAX] = state[NEWEST_VALUE] = state[SHIFT] = state[SUM] = value;
  state[MAX_BACK] = state[NEWEST_BACK] = back;
  for (let k = SUM + 1; k < LENGTH; k++) state[k] = 0;
}

/** Takes a pair in; the window has at least one. */
export function addValue(state: WindowState, back: number, value: number, moments: boolean): void {
  state[COUNT]! += 1;
  if (value < state[MIN]!) state[MIN] = value;
  if (value > state[MAX]!) {
    state[MAX] = value;
    state[MAX_BACK] = back;
  }
  if (back === state[NEWEST_BACK] && value > state[NEWEST_VALUE]!) state[NEWEST_VALUE] = value;
  addToSum(state, SUM, value);
  if (moments) {
    const distance = value - state[SHIFT]!;
    addToSum(state, MOMENT_1, distance);
    addToSum(state, MOMENT_2, distance * distance);
  }
}

import type { SortedValues } from '../sorted-values.ts';
import type { WindowState } from '../window-state.ts';

export type OfOne = 'value' | 'back' | 0 | 1;

/** 计算函数: one number from the values of a window. It is asked only where the window has a value. */
export interface AggregateFunction {
  /** What the window has to keep beyond its plain numbers; leaving out what is read gives wrong numbers, which the property tests find. */
  readonly needs: readonly ('moments' | 'sorted')[];
  /** The value is a number of days back: while a window holds the same entries it grows by one a day. Every other value then stays as it is. */
  readonly countsDays?: true;
  /**
   * What it is of a window of one value, where that is the value itself, its days back, 0 or 1: its text is then known before it is computed.
   * Most windows have one value. The property tests find a wrong one.
   */
  readonly ofOne?: OfOne;
  /** May be infinite or NaN where the numbers overflow: the kernel leaves such a value out and counts it. */
  readonly value: (window: WindowState, sorted: SortedValues) => number;
}

import type { WindowState } from '../window-state.ts';

/** 计算函数: one number from the values of a window. It is asked only where the window has a value. */
export interface AggregateFunction {
  /** What the window has to keep beyond its plain fields; leaving out what is read gives wrong numbers, which the property tests find. */
  readonly needs: readonly ('moments' | 'sorted')[];
  /** May be infinite or NaN where the numbers overflow: the kernel leaves such a value out and counts it. */
  value(window: WindowState): number;
}

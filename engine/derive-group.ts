import type { BasePlan, Plan } from './plan.ts';
import { extendSorted, openSorted, startSorted, type SortedValues } from './sorted-values.ts';
import { addValue, openWindow, startWindow, type WindowState } from './window-state.ts';

/** What the kernel knows of one group, the entries of an entity and base row. Made once a plan and used again for every group. */
export interface GroupScratch {
  /**
   * The results of the distinct windows, one after the other, a number a function: set s at results[s * functions]. A window that takes
   * nothing in has the set of the window before it, so whoever writes numbers as text writes each set once.
   */
  readonly results: Float64Array;
  /** For each window from the first with a value on its set; -1 for a window without a value. */
  readonly setOf: Int32Array;
  readonly window: WindowState;
  readonly sorted: SortedValues;
}

/** Room for the largest group of a plan: as many windows and results as its widest base row has. Good for that plan only. */
export function openGroup({ bases }: Plan): GroupScratch {
  let [windows, cells] = [0, 0];
  for (const { windowEnd, width } of bases) {
    windows = Math.max(windows, windowEnd.length);
    cells = Math.max(cells, windowEnd.length * width);
  }
  return {
    results: new Float64Array(cells),
    setOf: new Int32Array(windows),
    window: openWindow(),
    sorted: openSorted(),
  };
}

/**
 * The kernel: one scan over the entries [from, to) of a group, at least one, for its windows from `firstWindow` on, the first that holds
 * back[from]. Gives the number of sets. Invariants:
 * entries ascend by days back and windows by their end, so each entry is taken in once, and at a window's end the state holds exactly the
 * window's entries: all so far (trailing), or those since the last end (disjoint), after which it starts anew.
 */
export function deriveGroup(
  base: BasePlan,
  back: Int32Array,
  value: Float64Array,
  from: number,
  to: number,
  firstWindow: number,
  { results, setOf, window, sorted }: GroupScratch,
): number {
  const { windowEnd, width, disjoint, moments, evaluate } = base;
  let next = from;
  let sets = 0;
  let set = -1;
  for (let w = firstWindow; w < windowEnd.length; w++) {
    const end = windowEnd[w]!;
    if (disjoint) set = -1;
    if (next < to && back[next]! <= end) {
      let first = next;
      if (set < 0) {
        startWindow(window, back[next]!, value[next]!);
        if (base.sorted) startSorted(sorted, value[next]!);
        next += 1;
        first = next;
      }
      while (next < to && back[next]! <= end) {
        addValue(window, back[next]!, value[next]!, moments);
        next += 1;
      }
      if (base.sorted && next > first) extendSorted(sorted, value, first, next);
      evaluate(window, sorted, results, sets * width);
      set = sets++;
    }
    setOf[w] = set;
  }
  return sets;
}

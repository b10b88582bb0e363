import { putCells } from './cells';
import { putLoneCells } from './lone';
import { Base } from './plan';
import { evaluate } from './registry';
import { putRow } from './rows';
import { Sets } from './sets';
import { extendSorted, startSorted } from './sorted';
import { Window } from './window';

/** Writes what a group's entries give: i32[entries] days back, ascending, and f64[entries] values, at least one. */
@inline
export function deriveGroup(base: Base, back: usize, value: usize, entries: i32, asText: bool): void {
  const first = base.windowOf(load<i32>(back));
  if (first == base.windows) return;
  let isWritten = false;
  if (asText && base.pieces != 0) {
    const next = entries > 1 ? base.windowOf(load<i32>(back, 4)) : base.windows;
    if (next != first) {
      putLoneCells(base, load<u64>(value), load<i32>(back), first, base.disjoint ? first + 1 : next);
      if (entries == 1) return;
      isWritten = true;
    }
  }
  const sets = evaluateSets(base, back, value, value + (<usize>entries << 3), first);
  for (let set = isWritten ? 1 : 0; set < sets; set++) {
    const from = Sets.windowOf(set);
    const to = base.disjoint ? from + 1 : Sets.windowOf(set + 1);
    if (asText) putCells(base, Sets.resultsOf(set), from, to);
    else putRow(base, Sets.resultsOf(set), from, to);
  }
}

/**
 * The kernel: one scan over the entries of a group for all its windows and functions; gives how many windows have results of their own. A
 * window that takes nothing in has those of the window before it. Invariants: entries ascend by days back and windows by their end, so each
 * entry is taken in once, and at a window's end the state holds exactly the window's entries: all so far (trailing), or those since the last
 * end (disjoint), after which it starts anew.
 * Sums carry along what rounding takes from them. Source: Ogita, Rump and Oishi 2005, "Accurate sum and dot product" (Sum2).
 */
function evaluateSets(base: Base, back: usize, value: usize, behind: usize, window: i32): i32 {
  const moments = base.moments;
  const sorted = base.sorted;
  const asked = base.asked;
  const disjoint = base.disjoint;
  const windows = base.windows;
  let first = value;
  let min: f64 = 0, max: f64 = 0, newestValue: f64 = 0, shift: f64 = 0;
  let maxBack = 0, newestBack = 0;
  let sum: f64 = 0, sumLost: f64 = 0, moment1: f64 = 0, lost1: f64 = 0, moment2: f64 = 0, lost2: f64 = 0;
  let sets = 0;
  while (value < behind && window < windows) {
    const end = base.endOf(window);
    if (value == first) {
      min = max = newestValue = shift = sum = load<f64>(value);
      maxBack = newestBack = load<i32>(back);
      sumLost = moment1 = lost1 = moment2 = lost2 = 0;
      value += 8;
      back += 4;
      if (sorted) startSorted(shift);
    }
    const added = value;
    for (; value < behind; value += 8, back += 4) {
      const day = load<i32>(back);
      if (day > end) break;
      const x = load<f64>(value);
      if (x < min) min = x;
      if (x > max) {
        max = x;
        maxBack = day;
      }
      if (day == newestBack && x > newestValue) newestValue = x;
      let after = sum + x;
      let came = after - sum;
      sumLost += sum - (after - came) + (x - came);
      sum = after;
      if (moments) {
        const distance = x - shift;
        after = moment1 + distance;
        came = after - moment1;
        lost1 += moment1 - (after - came) + (distance - came);
        moment1 = after;
        const square = distance * distance;
        after = moment2 + square;
        came = after - moment2;
        lost2 += moment2 - (after - came) + (square - came);
        moment2 = after;
      }
    }
    if (sorted && value > added) extendSorted(added, <i32>(value - added) >> 3);
    Window.count = <f64>(<i32>(value - first) >> 3);
    Window.min = min;
    Window.max = max;
    Window.maxBack = <f64>maxBack;
    Window.newestBack = <f64>newestBack;
    Window.newestValue = newestValue;
    Window.shift = shift;
    Window.sum = sum + sumLost;
    Window.moment1 = moment1 + lost1;
    Window.moment2 = moment2 + lost2;
    evaluate(asked, Sets.resultsOf(sets));
    Sets.put(sets, window);
    sets += 1;
    if (disjoint) first = value;
    if (value < behind) window = base.windowOf(load<i32>(back));
  }
  Sets.put(sets, windows);
  return sets;
}

import type { AggregateFunction } from './functions/aggregate-function.ts';
import type { Matrix } from './matrix.ts';
import type { BasePlan, Plan } from './plan.ts';
import type { RowBlock } from './row-block.ts';
import { extendSorted } from './sorted-values.ts';
import { addValue, openWindow, resetWindow, type WindowState } from './window-state.ts';

/** `overflows`: function values beyond the largest double; they are left out of the rows, and the caller reports them. */
export interface Derived {
  readonly rows: RowBlock;
  readonly overflows: number;
}

/**
 * 衍生特征: every function over every window of every base row, a row for each entity of the matrix (a linked id, or a group of them after
 * unionOf), also for one without any value. A window without a value gives no cell, for COUNT and SUM too.
 * @param ids string[matrix.entities], which the rows are named by
 */
export function deriveRows(plan: Plan, matrix: Matrix, ids: readonly string[]): Derived {
  const output = openOutput(plan, matrix);
  const scratch = openScratch(plan);
  const rowStart = new Int32Array(matrix.entities + 1);
  for (let entity = 0; entity < matrix.entities; entity++) {
    for (let base = 0; base < matrix.bases; base++) {
      const row = entity * matrix.bases + base;
      deriveBase(plan.bases[base]!, matrix, matrix.start[row]!, matrix.start[row + 1]!, scratch, output);
    }
    rowStart[entity + 1] = output.cells;
  }
  const { slot, value, cells, overflows } = output;
  return { rows: { ids, rowStart, slot: slot.slice(0, cells), value: value.slice(0, cells) }, overflows };
}

/**
 * One scan over the entries [from, to) of an entity and base row for all its windows. Invariants: entries ascend by days back and windows by
 * their end, so each entry is taken in once, and at a window's end the state holds exactly the window's entries: all so far (trailing), or
 * those since the last end (disjoint), after which it starts anew. A window that took nothing in repeats the results before it.
 */
function deriveBase(
  base: BasePlan,
  { back, value }: Matrix,
  from: number,
  to: number,
  scratch: Scratch,
  output: Output,
): void {
  const { window, results } = scratch;
  if (from === to) return;
  const { windowEnd, functions, firstSlot } = base;
  resetWindow(window);
  let next = from;
  for (let w = 0; w < windowEnd.length; w++) {
    if (base.disjoint) resetWindow(window);
    const first = next;
    const end = windowEnd[w]!;
    while (next < to && back[next]! <= end) {
      addValue(window, back[next]!, value[next]!, base.moments);
      next += 1;
    }
    if (next > first) {
      if (base.sorted) extendSorted(window.sorted, value, first, next);
      evaluate(functions, window, results);
    }
    if (window.count > 0) emit(output, firstSlot + w * functions.length, results, functions.length);
  }
}

function evaluate(functions: readonly AggregateFunction[], window: WindowState, results: Float64Array): void {
  for (let f = 0; f < functions.length; f++) results[f] = functions[f]!.value(window);
}

function emit(output: Output, firstSlot: number, results: Float64Array, count: number): void {
  for (let f = 0; f < count; f++) {
    const result = results[f]!;
    if (!Number.isFinite(result)) {
      output.overflows += 1;
      continue;
    }
    output.slot[output.cells] = firstSlot + f;
    output.value[output.cells] = result + 0; // -0 is 0
    output.cells += 1;
  }
}

interface Scratch {
  readonly window: WindowState;
  /** The values of the last window that took something in, by place in the row's functions. */
  readonly results: Float64Array;
}

const openScratch = ({ bases }: Plan): Scratch => ({
  window: openWindow(),
  results: new Float64Array(bases.reduce((most, { functions }) => Math.max(most, functions.length), 0)),
});

interface Output {
  readonly slot: Int32Array;
  readonly value: Float64Array;
  cells: number;
  overflows: number;
}

/** Room for every cell that the rows with entries could give, so that nothing grows while the kernel runs. */
function openOutput({ bases }: Plan, { entities, start }: Matrix): Output {
  let most = 0;
  for (let base = 0; base < bases.length; base++) {
    const cells = bases[base]!.windowEnd.length * bases[base]!.functions.length;
    for (let row = base; row < entities * bases.length; row += bases.length) {
      if (start[row + 1]! > start[row]!) most += cells;
    }
  }
  return { slot: new Int32Array(most), value: new Float64Array(most), cells: 0, overflows: 0 };
}

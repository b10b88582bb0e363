import { deriveGroup, openGroup, type GroupScratch } from './derive-group.ts';
import type { Matrix } from './matrix.ts';
import type { BasePlan, Plan } from './plan.ts';
import type { RowBlock } from './row-block.ts';

export interface Derived {
  readonly rows: RowBlock;
  /** The row of each function value beyond the largest double, ascending; such values are left out, and the caller reports them. */
  readonly overflowed: readonly number[];
}

/**
 * 衍生特征: every function over every window of every base row, a row for each entity of the matrix (a linked id, or a group of them after
 * unionOf), also for one without any value. A window without a value gives no cell, for COUNT and SUM too.
 * @param ids string[matrix.entities], which the rows are named by
 */
export function deriveRows(plan: Plan, matrix: Matrix, ids: readonly string[]): Derived {
  const { firstGroup, base, start, back, value } = matrix;
  const output = openOutput(plan, matrix);
  const group = openGroup(plan);
  const rowStart = new Int32Array(matrix.entities + 1);
  const overflowed: number[] = [];
  for (let entity = 0; entity < matrix.entities; entity++) {
    for (let g = firstGroup[entity]!; g < firstGroup[entity + 1]!; g++) {
      const basePlan = plan.bases[base[g]!]!;
      const from = start[g]!;
      const firstWindow = basePlan.windowAt[back[from]!]!;
      deriveGroup(basePlan, back, value, from, start[g + 1]!, firstWindow, group);
      emit(basePlan, firstWindow, group, output);
    }
    rowStart[entity + 1] = output.cells;
    while (overflowed.length < output.overflows) overflowed.push(entity);
  }
  const { cells } = output;
  return {
    rows: { ids, rowStart, slot: firstOf(output.slot, cells), value: firstOf(output.value, cells) },
    overflowed,
  };
}

function emit(
  { windowEnd, width, firstSlot }: BasePlan,
  firstWindow: number,
  { results, setOf }: GroupScratch,
  output: Output,
): void {
  const { slot, value } = output;
  let cells = output.cells;
  for (let w = firstWindow; w < windowEnd.length; w++) {
    if (setOf[w]! < 0) continue;
    const first = firstSlot + w * width;
    const set = setOf[w]! * width;
    for (let f = 0; f < width; f++) {
      const result = results[set + f]!;
      if (result - result !== 0) {
        output.overflows += 1; // infinite or NaN
        continue;
      }
      slot[cells] = first + f;
      value[cells] = result + 0; // -0 is 0
      cells += 1;
    }
  }
  output.cells = cells;
}

/** The room was measured so that it is nearly always filled, and then there is nothing to copy. */
const firstOf = <Numbers extends Int32Array | Float64Array>(numbers: Numbers, cells: number): Numbers =>
  numbers.length === cells ? numbers : (numbers.slice(0, cells) as Numbers);

interface Output {
  readonly slot: Int32Array;
  readonly value: Float64Array;
  cells: number;
  overflows: number;
}

/** Room for every cell that can come, so that nothing grows while the kernel runs. */
function openOutput({ bases }: Plan, { base, start, back }: Matrix): Output {
  let most = 0;
  for (let g = 0; g < base.length; g++) {
    const { windowAt, windowEnd, width, disjoint } = bases[base[g]!]!;
    // Trailing windows all hold the newest entry from the first that reaches it on; a disjoint one needs an entry of its own.
    const windows = windowEnd.length - (windowAt[back[start[g]!]!] ?? windowEnd.length);
    most += width * (disjoint ? Math.min(windows, start[g + 1]! - start[g]!) : windows);
  }
  return { slot: new Int32Array(most), value: new Float64Array(most), cells: 0, overflows: 0 };
}

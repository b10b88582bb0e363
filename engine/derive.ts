import { kernelOf } from './kernel/kernel.ts';
import { putMatrix } from './kernel/put-matrix.ts';
import type { Matrix } from './matrix.ts';
import type { Plan } from './plan.ts';
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
  const kernel = kernelOf(plan);
  const { wasm, arena, afterPlan } = kernel;
  const { entities } = matrix;
  arena.backTo(afterPlan);
  putMatrix(kernel, matrix);
  const most = wasm.mostCells(matrix.base.length);
  const ends = arena.take(4 * entities);
  const overflows = arena.take(4 * entities);
  const slot = arena.take(4 * most);
  const value = arena.take(8 * most);
  const cells = wasm.rowsOfMatrix(entities, ends, overflows, slot, value);
  const rowStart = new Int32Array(entities + 1);
  rowStart.set(arena.i32(ends, entities), 1);
  return {
    rows: { ids, rowStart, slot: arena.i32(slot, cells).slice(), value: arena.f64(value, cells).slice() },
    overflowed: repeated(arena.i32(overflows, entities)),
  };
}

/** Each place as many times as it says. */
const repeated = (times: Int32Array): number[] =>
  [...times.entries()].flatMap(([place, n]) => (n > 0 ? new Array<number>(n).fill(place) : []));

import type { Day } from '../domain/run-date.ts';
import { kernelOf } from './kernel/kernel.ts';
import { entriesIn, putDays, unlessTorn } from './kernel/put-days.ts';
import { takeMatrix } from './kernel/put-matrix.ts';
import type { Matrix, PackedDays } from './matrix.ts';
import type { Plan } from './plan.ts';

/**
 * The matrix of a batch on a run day. Only days back 1 to each row's depth are in it; ids that the plan does not know (retired rows) are not.
 * @throws DaybreakError BLOB_CORRUPT for a cell within the plan's depth that is no whole number of entries
 */
export function matrixOf(plan: Plan, cells: PackedDays, runDay: Day): Matrix {
  const kernel = kernelOf(plan);
  const { wasm, arena, afterPlan } = kernel;
  const entities = cells.cellStart.length - 1;
  arena.backTo(afterPlan);
  const places = takeMatrix(kernel, entities, entriesIn(cells));
  putDays(kernel, cells, runDay);
  const groups = unlessTorn(wasm.matrixOfDays(entities), cells);
  const start = arena.i32(places.start, groups + 1).slice();
  const entries = start[groups]!;
  return {
    entities,
    firstGroup: arena.i32(places.firstGroup, entities + 1).slice(),
    base: arena.i32(places.base, groups).slice(),
    start,
    back: arena.i32(places.back, entries).slice(),
    value: arena.f64(places.value, entries).slice(),
  };
}

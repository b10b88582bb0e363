import type { Day } from '../domain/run-date.ts';
import { deriveRows } from './derive.ts';
import { openKernel } from './kernel/kernel.ts';
import { putDays, unlessTorn } from './kernel/put-days.ts';
import { putMatrix, takeMatrix } from './kernel/put-matrix.ts';
import { joined } from './libsvm-lines.ts';
import { writeLibsvm } from './libsvm-writer.ts';
import { matrixOf } from './matrix-of-days.ts';
import type { Matrix, PackedDays } from './matrix.ts';
import type { Plan } from './plan.ts';

/**
 * Entries to LibSVM text with nothing in between: what deriveRows and writeLibsvm give together, byte for byte. The shortest way, for who needs
 * no rows; a night makes them, so that the next one can take them over. bench/engine/ measures both.
 */
export interface MatrixWriter {
  /** The lines of the matrix's entities in order, labels 0. The bytes are good until the next call. */
  write(matrix: Matrix): Uint8Array;
  /** The same of the matrix of a batch of days (matrixOf), of which only one entity is ever there. */
  writeDays(cells: PackedDays, runDay: Day): Uint8Array;
  /** So far: values, and values that were left out because they are beyond the largest double. */
  readonly counts: { values: number; overflows: number };
}

/** @param columnOf Int32Array[slots]: 1-based column of the feature index, 0 for a slot that is left out; need not ascend */
export function matrixWriter(plan: Plan, columnOf: Int32Array): MatrixWriter {
  return ascends(columnOf) ? directWriter(plan, columnOf) : sortingWriter(plan, columnOf);
}

/** Whether cells come in the order of their columns; not so when a function or window was added to a row after the index had gone on. */
const ascends = (columnOf: Int32Array): boolean =>
  columnOf.filter((column) => column > 0).every((column, i, all) => i === 0 || column > all[i - 1]!);

function directWriter(plan: Plan, columnOf: Int32Array): MatrixWriter {
  const kernel = openKernel(plan, columnOf);
  const { wasm, arena, afterPlan } = kernel;
  const counts = { values: 0, overflows: 0 };
  const taken = (out: number, end: number): Uint8Array => {
    counts.values += wasm.values();
    counts.overflows += wasm.overflows();
    return arena.u8(out, end - out);
  };
  return {
    counts,
    write(matrix) {
      arena.backTo(afterPlan);
      putMatrix(kernel, matrix);
      const out = arena.mark();
      return taken(out, wasm.textOfMatrix(matrix.entities, out));
    },
    writeDays(cells, runDay) {
      arena.backTo(afterPlan);
      takeMatrix(kernel, 1, putDays(kernel, cells, runDay));
      const out = arena.mark();
      return taken(out, unlessTorn(wasm.textOfDays(cells.cellStart.length - 1, out), cells));
    },
  };
}

function sortingWriter(plan: Plan, columnOf: Int32Array): MatrixWriter {
  const counts = { values: 0, overflows: 0 };
  const write = (matrix: Matrix): Uint8Array => {
    const ids = Array.from({ length: matrix.entities }, (_, entity) => `row ${entity + 1}`);
    const { rows, overflowed } = deriveRows(plan, matrix, ids);
    counts.values += rows.value.length;
    counts.overflows += overflowed.length;
    return joined([...writeLibsvm(ids, [{ block: rows, rowOf: Int32Array.from(ids.keys()), columnOf }])]);
  };
  return { counts, write, writeDays: (cells, runDay) => write(matrixOf(plan, cells, runDay)) };
}

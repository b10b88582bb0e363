import { CELL_BYTES, columnTextsOf } from './column-texts.ts';
import { deriveGroup, openGroup } from './derive-group.ts';
import { deriveRows } from './derive.ts';
import { groupCells } from './group-cells.ts';
import { grown } from './grown-bytes.ts';
import { joined } from './libsvm-lines.ts';
import { writeLibsvm } from './libsvm-writer.ts';
import { loneValues } from './lone-value.ts';
import type { Matrix } from './matrix.ts';
import type { Plan } from './plan.ts';

/**
 * Entries to LibSVM text with nothing in between: what deriveRows and writeLibsvm give together, byte for byte. The shortest way, for who needs
 * no rows; a night makes them, so that the next one can take them over. bench/engine/ measures both.
 */
export interface MatrixWriter {
  /** The lines of the matrix's entities in order, labels 0. The bytes are good until the next call. */
  write(matrix: Matrix): Uint8Array;
  /** So far: values, and values that were left out because they are beyond the largest double. */
  readonly counts: { values: number; overflows: number };
}

const NEWLINE = 10;
const ZERO = 48;

/** @param columnOf Int32Array[slots]: 1-based column of the feature index, 0 for a slot that is left out; need not ascend */
export function matrixWriter(plan: Plan, columnOf: Int32Array): MatrixWriter {
  return ascends(columnOf) ? directWriter(plan, columnOf) : sortingWriter(plan, columnOf);
}

/** Whether cells come in the order of their columns; not so when a function or window was added to a row after the index had gone on. */
const ascends = (columnOf: Int32Array): boolean =>
  columnOf.filter((column) => column > 0).every((column, i, all) => i === 0 || column > all[i - 1]!);

function directWriter(plan: Plan, columnOf: Int32Array): MatrixWriter {
  const group = openGroup(plan);
  const columns = columnTextsOf(columnOf);
  const lone = loneValues(plan.bases, columns);
  const cells = groupCells(plan, group, columns);
  const { counts } = cells;
  let out = new Uint8Array(1 << 16);
  let view = new DataView(out.buffer);
  const reserve = (at: number, bytes: number): void => {
    if (out.length - at >= bytes) return;
    out = grown(out, at, bytes);
    view = new DataView(out.buffer);
  };
  return {
    counts,
    write({ entities, firstGroup, base, start, back, value }) {
      let at = 0;
      for (let entity = 0; entity < entities; entity++) {
        reserve(at, 2);
        view.setUint8(at++, ZERO);
        for (let g = firstGroup[entity]!, end = firstGroup[entity + 1]!; g < end; g++) {
          const one = base[g]!;
          const basePlan = plan.bases[one]!;
          const from = start[g]!;
          const to = start[g + 1]!;
          reserve(at, basePlan.windowEnd.length * basePlan.width * CELL_BYTES + 1);
          const firstWindow = basePlan.windowAt[back[from]!]!;
          if (to - from === 1 && lone.fits[one]!) {
            at = lone.write(one, firstWindow, back, value, from, view, at);
            counts.values += basePlan.width * (basePlan.disjoint ? 1 : basePlan.windowEnd.length - firstWindow);
            continue;
          }
          deriveGroup(basePlan, back, value, from, to, firstWindow, group);
          at = cells.write(basePlan, firstWindow, view, at);
        }
        view.setUint8(at++, NEWLINE);
      }
      return out.subarray(0, at);
    },
  };
}

function sortingWriter(plan: Plan, columnOf: Int32Array): MatrixWriter {
  const counts = { values: 0, overflows: 0 };
  return {
    counts,
    write(matrix) {
      const ids = Array.from({ length: matrix.entities }, (_, entity) => `row ${entity + 1}`);
      const { rows, overflowed } = deriveRows(plan, matrix, ids);
      counts.values += rows.value.length;
      counts.overflows += overflowed.length;
      return joined([...writeLibsvm(ids, [{ block: rows, rowOf: Int32Array.from(ids.keys()), columnOf }])]);
    },
  };
}

import { columnTextsOf, type ColumnTexts } from './column-texts.ts';
import { deriveGroup, openGroup, type GroupScratch } from './derive-group.ts';
import { deriveRows } from './derive.ts';
import { grown } from './grown-bytes.ts';
import { joined } from './libsvm-lines.ts';
import { writeLibsvm } from './libsvm-writer.ts';
import { loneValues } from './lone-value.ts';
import type { Matrix } from './matrix.ts';
import { openTexts, putTexts, TEXT_BYTES, TEXT_DOUBLES, type NumberTexts } from './number-texts.ts';
import type { BasePlan, Plan } from './plan.ts';

/** Entries to LibSVM text with nothing in between: what deriveRows and writeLibsvm give together, byte for byte. */
export interface MatrixWriter {
  /** The lines of the matrix's entities in order, labels 0. The bytes are good until the next call. */
  write(matrix: Matrix): Uint8Array;
  /** So far: values, and values that were left out because they are beyond the largest double. */
  readonly counts: { values: number; overflows: number };
}

const NEWLINE = 10;
const ZERO = 48;
/** ` column:` and a number, with the overhang of copying in eights. */
const CELL_BYTES = 16 + TEXT_BYTES;

/** @param columnOf Int32Array[slots]: 1-based column of the feature index, 0 for a slot that is left out; need not ascend */
export function matrixWriter(plan: Plan, columnOf: Int32Array): MatrixWriter {
  const order = basesByColumn(plan, columnOf);
  return order ? directWriter(plan, columnOf, order) : sortingWriter(plan, columnOf);
}

function directWriter(plan: Plan, columnOf: Int32Array, order: readonly number[]): MatrixWriter {
  const group = openGroup(plan);
  const texts = openTexts(group.results.length);
  const columns = columnTextsOf(columnOf);
  const lone = loneValues(plan.bases, columns);
  const counts = { values: 0, overflows: 0 };
  let out = new Uint8Array(1 << 16);
  let view = new DataView(out.buffer);
  const reserve = (at: number, bytes: number): void => {
    if (out.length - at >= bytes) return;
    out = grown(out, at, bytes);
    view = new DataView(out.buffer);
  };
  return {
    counts,
    write({ entities, bases, start, back, value }) {
      let at = 0;
      for (let entity = 0; entity < entities; entity++) {
        reserve(at, 2);
        out[at++] = ZERO;
        for (let i = 0; i < order.length; i++) {
          const base = order[i]!;
          const from = start[entity * bases + base]!;
          const to = start[entity * bases + base + 1]!;
          if (from === to) continue;
          const basePlan = plan.bases[base]!;
          reserve(at, basePlan.windowEnd.length * basePlan.width * CELL_BYTES + 1);
          const firstWindow = basePlan.windowAt[back[from]!]!;
          if (to - from === 1 && lone.fits[base]!) {
            at = lone.write(base, firstWindow, back[from]!, value[from]!, view, at);
            counts.values += basePlan.width * (basePlan.disjoint ? 1 : basePlan.windowEnd.length - firstWindow);
            continue;
          }
          const sets = deriveGroup(basePlan, back, value, from, to, firstWindow, group);
          putTexts(texts, group.results, sets * basePlan.width, basePlan.width);
          at = writeGroup(basePlan, firstWindow, group, columns, texts, view, at, counts);
        }
        out[at++] = NEWLINE;
      }
      return out.subarray(0, at);
    },
  };
}

/** Writes the cells of every window that has a value. Bytes move eight at a time; what hangs over is written over by the next cell. */
function writeGroup(
  { windowEnd, width, firstSlot }: BasePlan,
  firstWindow: number,
  { setOf }: GroupScratch,
  columns: ColumnTexts,
  { doubles, length }: NumberTexts,
  view: DataView,
  at: number,
  counts: MatrixWriter['counts'],
): number {
  const { lead, more, length: leadLength } = columns;
  let values = 0;
  for (let w = firstWindow; w < windowEnd.length; w++) {
    if (setOf[w]! < 0) continue;
    let slot = firstSlot + w * width;
    let text = setOf[w]! * width;
    for (const end = slot + width; slot < end; slot++, text++) {
      const leadBytes = leadLength[slot]!;
      const textBytes = length[text]!;
      if (leadBytes === 0 || textBytes === 0) {
        if (textBytes === 0) counts.overflows += 1;
        continue;
      }
      view.setFloat64(at, lead[slot]!, true);
      if (leadBytes > 8) view.setFloat64(at + 8, more[slot]!, true);
      at += leadBytes;
      view.setFloat64(at, doubles[TEXT_DOUBLES * text]!, true);
      if (textBytes > 8) {
        view.setFloat64(at + 8, doubles[TEXT_DOUBLES * text + 1]!, true);
        view.setFloat64(at + 16, doubles[TEXT_DOUBLES * text + 2]!, true);
        view.setFloat64(at + 24, doubles[TEXT_DOUBLES * text + 3]!, true);
      }
      at += textBytes;
      values += 1;
    }
  }
  counts.values += values;
  return at;
}

/**
 * The base rows in the order of their columns; undefined when that order is not enough because the columns of a row do not ascend or
 * lie among another row's (a function or window was added to a row after the index had gone on).
 */
function basesByColumn({ bases }: Plan, columnOf: Int32Array): number[] | undefined {
  const spans = bases.map(({ firstSlot, windowEnd, width }, base) => {
    const columns = columnOf.subarray(firstSlot, firstSlot + windowEnd.length * width).filter((column) => column > 0);
    return { base, first: columns[0] ?? 0, columns };
  });
  spans.sort((a, b) => a.first - b.first);
  let last = 0;
  for (const { columns } of spans) {
    for (const column of columns) {
      if (column <= last) return undefined;
      last = column;
    }
  }
  return spans.map(({ base }) => base);
}

function sortingWriter(plan: Plan, columnOf: Int32Array): MatrixWriter {
  const counts = { values: 0, overflows: 0 };
  return {
    counts,
    write(matrix) {
      const ids = Array.from({ length: matrix.entities }, (_, entity) => `row ${entity + 1}`);
      const { rows, overflows } = deriveRows(plan, matrix, ids);
      counts.values += rows.value.length;
      counts.overflows += overflows;
      return joined([...writeLibsvm(ids, [{ block: rows, rowOf: Int32Array.from(ids.keys()), columnOf }])]);
    },
  };
}

import type { ColumnTexts } from './column-texts.ts';
import type { GroupScratch } from './derive-group.ts';
import { writeNumber } from './number-text.ts';
import type { BasePlan, Plan } from './plan.ts';

/**
 * The cells of a group, straight into the line. Many numbers are the one of another function, or of the same function in the window before
 * (a wider window keeps its maximum), and a window without entries of its own repeats the window before it: their texts are copied from where
 * they stand, which costs a tenth of making them.
 */
export interface GroupCells {
  /** Cells written, and values that were left out because they are beyond the largest double. */
  readonly counts: { values: number; overflows: number };
  /** Writes the cells of every window from `firstWindow` on that has a value; gives the place behind them. */
  write(base: BasePlan, firstWindow: number, view: DataView, at: number): number;
}

const ZERO = 48;

/** @param group where the kernel leaves the results of the group that is written */
export function groupCells(plan: Plan, { results, setOf }: GroupScratch, columns: ColumnTexts): GroupCells {
  const { lead, more, length: leadLength } = columns;
  // Where the text of each result stands in the line, and its bytes: 0 as long as it does not.
  const textAt = new Int32Array(results.length);
  const textLength = new Uint8Array(results.length);
  const counts = { values: 0, overflows: 0 };

  /** The place of a result whose text stands already and that is the same number; -1 for none. */
  function sameNumber(place: number, first: number, width: number): number {
    const x = results[place]!;
    if (first > 0 && results[place - width] === x && textLength[place - width]! > 0) return place - width;
    for (let other = place - 1; other >= first; other--)
      if (results[other] === x && textLength[other]! > 0) return other;
    return -1;
  }

  return {
    counts,
    write({ windowEnd, width, firstSlot }, firstWindow, view, start) {
      let at = start;
      let last = -1;
      let values = 0;
      for (let w = firstWindow; w < windowEnd.length; w++) {
        const set = setOf[w]!;
        if (set < 0) continue;
        const first = set * width;
        if (set !== last) for (let place = first; place < first + width; place++) textLength[place] = 0;
        last = set;
        let slot = firstSlot + w * width;
        for (let place = first, end = first + width; place < end; place++, slot++) {
          const leadBytes = leadLength[slot]!;
          const x = results[place]!;
          if (x - x !== 0) {
            counts.overflows += 1;
            continue;
          }
          if (leadBytes === 0) continue;
          values += 1;
          view.setFloat64(at, lead[slot]!, true);
          if (leadBytes > 8) view.setFloat64(at + 8, more[slot]!, true);
          at += leadBytes;
          if (x >= 0 && x < 10 && x === (x | 0)) {
            view.setUint8(at++, ZERO + x);
            continue;
          }
          const from = textLength[place]! > 0 ? place : sameNumber(place, first, width);
          if (from >= 0) {
            const bytes = textLength[from]!;
            copyText(view, textAt[from]!, at, bytes);
            textAt[place] = at;
            textLength[place] = bytes;
            at += bytes;
            continue;
          }
          const behind = writeNumber(results, place, view, at);
          textAt[place] = at;
          textLength[place] = behind - at;
          at = behind;
        }
      }
      counts.values += values;
      return at;
    },
  };
}

/** Eight bytes at a time; what hangs over is written over by what comes next. */
function copyText(view: DataView, from: number, to: number, bytes: number): void {
  view.setFloat64(to, view.getFloat64(from, true), true);
  if (bytes <= 8) return;
  view.setFloat64(to + 8, view.getFloat64(from + 8, true), true);
  view.setFloat64(to + 16, view.getFloat64(from + 16, true), true);
  view.setFloat64(to + 24, view.getFloat64(from + 24, true), true);
}

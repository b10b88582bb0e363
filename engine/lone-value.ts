import type { ColumnTexts } from './column-texts.ts';
import { openTexts, putText, TEXT_DOUBLES } from './number-texts.ts';
import { VALUE_OF_ONE, type BasePlan } from './plan.ts';

/**
 * The cells of a group with one entry, the most frequent of all. Each of its values is the entry's value, its days back, 0 or 1, so that
 * nothing is computed, two texts are made, and a digit lies with the column before it in one double.
 */
export interface LoneValues {
  /** Whether the base row's cells can be written so: every function says what it is of one value, and every column has few digits. */
  readonly fits: readonly boolean[];
  /**
   * Writes the cells of a base row that fits from its window `firstWindow` on, the entry being back[entry] and value[entry]; gives the place
   * behind them.
   */
  write(
    base: number,
    firstWindow: number,
    back: Int32Array,
    value: Float64Array,
    entry: number,
    view: DataView,
    at: number,
  ): number;
}

/** Bytes of a column's text that leave room for a digit in eight. */
const MOST_LEAD_BYTES = 7;
const ZERO = 48;
const [VALUE, BACK] = [0, 1];

export function loneValues(bases: readonly BasePlan[], { lead, length }: ColumnTexts): LoneValues {
  // A digit's text stands behind its column, and what follows is only copied where the value or the days are.
  const cell = lead.slice();
  const cellBytes = length.slice();
  const bytes = new Uint8Array(cell.buffer);
  const fits = bases.map(({ ofOne, firstSlot, width, windowEnd }) => {
    const slots = Array.from({ length: windowEnd.length * width }, (_, i) => firstSlot + i);
    if (!ofOne || !slots.every((slot) => length[slot]! > 0 && length[slot]! <= MOST_LEAD_BYTES)) return false;
    for (const [i, slot] of slots.entries()) {
      const kind = ofOne[i % width]!;
      if (kind >= VALUE_OF_ONE) continue;
      bytes[8 * slot + length[slot]!] = ZERO + kind;
      cellBytes[slot]! += 1;
    }
    return true;
  });
  const texts = openTexts(2);
  const days = new Float64Array(1);
  const { doubles, length: textBytes } = texts;
  return {
    fits,
    write(base, firstWindow, back, value, entry, view, start) {
      const { ofOne, firstSlot, width, windowEnd, disjoint } = bases[base]!;
      putText(texts, VALUE, value, entry);
      days[0] = back[entry]!;
      putText(texts, BACK, days, 0);
      const valueBytes = textBytes[VALUE]!;
      const backBytes = textBytes[BACK]!;
      const backText = doubles[TEXT_DOUBLES * BACK]!;
      const long = valueBytes > 8;
      let at = start;
      let slot = firstSlot + firstWindow * width;
      // An entry lies in one disjoint window, and in every trailing one from its first on.
      const windows = disjoint ? 1 : windowEnd.length - firstWindow;
      for (let n = 0; n < windows; n++) {
        for (let f = 0; f < width; f++, slot++) {
          view.setFloat64(at, cell[slot]!, true);
          at += cellBytes[slot]!;
          const kind = ofOne![f]!;
          if (kind < VALUE_OF_ONE) continue;
          if (kind > VALUE_OF_ONE) {
            view.setFloat64(at, backText, true);
            at += backBytes;
            continue;
          }
          view.setFloat64(at, doubles[0]!, true);
          if (long) {
            view.setFloat64(at + 8, doubles[1]!, true);
            view.setFloat64(at + 16, doubles[2]!, true);
            view.setFloat64(at + 24, doubles[3]!, true);
          }
          at += valueBytes;
        }
      }
      return at;
    },
  };
}

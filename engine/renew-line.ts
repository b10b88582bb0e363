import { copy, putByte, putWhole, reserve, type LineOutput } from './line-output.ts';
import type { OwnerRuns } from './owner-runs.ts';
import { nextCell, seekColumn } from './seek-column.ts';

/** What is known of columns, by column; place 0 is no column. */
export interface ColumnKinds {
  /** Uint8Array[columns + 1]: which owner, 0 to 30, a column belongs to. */
  readonly owner: Uint8Array;
  /** Uint8Array[columns + 1]: 1 where the value counts days. */
  readonly days: Uint8Array;
  readonly anyDays: boolean;
}

/** A line within a text: bytes[from .. to), its newline the last of them. */
export interface LineAt {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
}

const NEWLINE = 10;
const SPACE = 32;
const ZERO = 48;
const COLON = 58;
/** A cell has four bytes at least, and a number of days gets at most nine longer. */
const MOST_GROWTH = 4;

/**
 * Cells as they stand but for their days, byte by byte, as most stretches between two days are too short for anything else.
 * @param from where a line or a cell begins
 * @param to where a cell begins or the line ends
 */
export function raiseDays(
  out: LineOutput,
  kept: Uint8Array,
  from: number,
  to: number,
  days: Uint8Array,
  raise: number,
): void {
  reserve(out, MOST_GROWTH * (to - from));
  const { bytes } = out;
  let put = out.at;
  let at = from;
  while (kept[at]! > SPACE) bytes[put++] = kept[at++]!;
  while (at < to && kept[at] === SPACE) {
    bytes[put++] = SPACE;
    let column = 0;
    for (let byte = kept[++at]!; byte > SPACE && byte !== COLON; byte = kept[++at]!) {
      bytes[put++] = byte;
      column = column * 10 + byte - ZERO;
    }
    bytes[put++] = kept[at++]!;
    if (days[column] === 1) {
      let before = 0;
      for (let digit = kept[at]! - ZERO; digit >= 0 && digit <= 9; digit = kept[++at]! - ZERO)
        before = before * 10 + digit;
      const value = before + raise;
      if (value >= 100) {
        out.at = put;
        putWhole(out, value);
        put = out.at;
      } else {
        if (value >= 10) bytes[put++] = ZERO + ((value / 10) | 0);
        bytes[put++] = ZERO + (value % 10);
      }
    }
    while (kept[at]! > SPACE) bytes[put++] = kept[at++]!;
  }
  while (at < to) bytes[put++] = kept[at++]!;
  out.at = put;
}

/**
 * One line out of two, a run of columns at a time: those of fresh owners from the line made now, which has no others, the rest from the
 * earlier one. Both have columns ascending.
 * @param fresh bit i is set where the cells of owner i are those of the line made now
 */
export function renewLine(
  out: LineOutput,
  { bytes: kept, from: keptFrom, to: keptTo }: LineAt,
  { bytes: made, from: madeFrom, to: madeTo }: LineAt,
  fresh: number,
  { first, owner, days: hasDays }: OwnerRuns,
  { days, anyDays }: ColumnKinds,
  raise: number,
): void {
  reserve(out, keptTo - keptFrom + madeTo - madeFrom);
  const [keptEnd, madeEnd] = [keptTo - 1, madeTo - 1];
  let keptAt = nextCell(kept, keptFrom, keptEnd);
  let madeAt = nextCell(made, madeFrom, madeEnd);
  copy(out, kept, keptFrom, keptAt);
  for (let run = 0, last = 0; run < owner.length; run = last) {
    const isFresh = (fresh >>> owner[run]!) & 1;
    let raised = false;
    for (last = run; last < owner.length && ((fresh >>> owner[last]!) & 1) === isFresh; last++)
      raised ||= hasDays[last] === 1;
    const keptNext = last === owner.length ? keptEnd : seekColumn(kept, keptAt, keptEnd, first[last]!);
    if (isFresh === 1) {
      const madeNext = last === owner.length ? madeEnd : seekColumn(made, madeAt, madeEnd, first[last]!);
      copy(out, made, madeAt, madeNext);
      madeAt = madeNext;
    } else if (raised && anyDays) raiseDays(out, kept, keptAt, keptNext, days, raise);
    else copy(out, kept, keptAt, keptNext);
    keptAt = keptNext;
  }
  putByte(out, NEWLINE);
}

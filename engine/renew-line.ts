import { raiseDays } from './kernel/raise-days.ts';
import { copy, putByte, reserve, type LineOutput } from './line-output.ts';
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
    } else if (raised && anyDays) raiseDays(out, kept.subarray(keptAt, keptNext), days, raise);
    else copy(out, kept, keptAt, keptNext);
    keptAt = keptNext;
  }
  putByte(out, NEWLINE);
}

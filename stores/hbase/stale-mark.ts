import type { Day } from '../../domain/run-date.ts';
import type { CellBatch } from './client/cell-batch.ts';
import type { PutCell } from './client/mutation.ts';
import { qualifierOf } from './cell-views.ts';
import { dayQualifier, dayIn } from './day-cell.ts';

/**
 * A mark that a day is stale.  s:<day>  timestamp = revision * 2^20 + round of markAllStale
 * A fold takes away all marks up to the revision that it has seen and the rounds begun before it writes; a mark that is made later has a
 * greater timestamp, so what the fold removes never hides it. That the timestamp is the order makes two folds and a load at once safe.
 */
export const STALE = 's';
const ROUNDS = 2 ** 20;
const SET = Buffer.of(1);

/** @param round of markAllStale; counts up for good; here modulo 2^20 */
export const markTime = (revision: number, round: number): number => revision * ROUNDS + (round % ROUNDS);

export const markCell = (day: Day, timestamp: number): PutCell => ({
  family: STALE,
  qualifier: dayQualifier(day),
  timestamp,
  value: SET,
});

export const markedDay = (batch: CellBatch, cell: number): Day => dayIn(qualifierOf(batch, cell));

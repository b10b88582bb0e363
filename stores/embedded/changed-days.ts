import type { Calendar } from '../../domain/calendar.ts';
import type { Entity } from '../../domain/rows.ts';
import type { Day } from '../../domain/run-date.ts';
import { afterEntity, instantAt, instantKey } from '../row-key.ts';
import { scan } from './scan.ts';
import type { Tables } from './tables.ts';

interface Span extends Entity {
  readonly revision: number;
  readonly fromDay: Day;
  readonly toDay: Day;
}

/** As `EventTable.changedDaysSince`, of one entity: the days of events that came after the revision, and of those that ended after it. */
export function changedDays(
  { cells, keptCells: { past, sinceOf } }: Tables,
  calendar: Calendar,
  { type, id, revision, fromDay, toDay }: Span,
): Day[] {
  const days = new Set<Day>();
  if (fromDay > toDay) return [];
  // A date whose end comes twice (clocks that go back over midnight) reaches into the next one.
  const [start, end] = [calendar.midnight(fromDay - 1), calendar.midnight(toDay + 2)];
  const [first, last] = [instantKey(type, id, start), instantKey(type, id, end)];
  const add = (key: Buffer): void => {
    const day = calendar.dayOf(instantAt(key, afterEntity(key)));
    if (day >= fromDay && day <= toDay) days.add(day);
  };
  for (const { key, value } of scan(cells, first, last)) if (sinceOf(value) > revision) add(key);
  for (const { key, value } of scan(past, first, last))
    if (value.some(([until, cell]) => sinceOf(cell) <= revision && revision < until)) add(key);
  return [...days].sort((a, b) => a - b);
}

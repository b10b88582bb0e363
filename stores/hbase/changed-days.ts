import type { Calendar } from '../../domain/calendar.ts';
import type { Day } from '../../domain/run-date.ts';
import { entityKey } from '../row-key.ts';
import { isLive } from './cell-views.ts';
import type { CellBatch } from './client/cell-batch.ts';
import { EVENTS, eventSince, eventTime, eventTimes } from './event-cell.ts';
import { endedAfter } from './past-cells.ts';
import type { Tables } from './tables.ts';

interface Span {
  readonly type: string;
  readonly ids: readonly string[];
  readonly revision: number;
  readonly fromDay: Day;
  readonly toDay: Day;
}

/** As `EventTable.changedDaysSince`: the days of events that came after the revision, and of those that ended after it. */
export async function changedDays(
  tables: Tables,
  calendar: Calendar,
  { type, ids, revision, fromDay, toDay }: Span,
): Promise<Day[][]> {
  if (fromDay > toDay) return ids.map(() => []);
  // A date whose end comes twice (clocks that go back over midnight) reaches into the next one.
  const timeRange = eventTimes(calendar.midnight(fromDay - 1), calendar.midnight(toDay + 2));
  const keys = ids.map((id) => entityKey(type, id));
  const batch = await tables.dwd.getMany(keys, { families: [EVENTS], timeRange });
  const rows = keys.map((key, row) => {
    const days = new Set<Day>();
    let asks = false;
    for (let cell = batch.rowFirstCell[row]!; cell < batch.rowFirstCell[row + 1]!; cell++) {
      const isKnown = isLive(batch, cell) && eventSince(batch, cell) <= revision;
      if (!isKnown && isLive(batch, cell)) days.add(dayIn(calendar, batch, cell));
      asks ||= !isKnown;
    }
    return { key, days, asks };
  });
  const asking = rows.filter(({ asks }) => asks);
  for (const [{ days }, past] of await endedAfter(tables, [EVENTS], asking, revision)) {
    for (let cell = past.from; cell < past.to; cell++)
      if (eventSince(past.batch, cell) <= revision) days.add(dayIn(calendar, past.batch, cell));
  }
  return rows.map(({ days }) => [...days].filter((day) => day >= fromDay && day <= toDay).sort((a, b) => a - b));
}

const dayIn = (calendar: Calendar, batch: CellBatch, cell: number): Day => calendar.dayOf(eventTime(batch, cell));

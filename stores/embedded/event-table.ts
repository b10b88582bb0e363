import type { Calendar } from '../../domain/calendar.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Entity, EventRow } from '../../domain/rows.ts';
import type { EventTable } from '../event-table.ts';
import { changedDays } from './changed-days.ts';
import { cellRow } from './event-record.ts';
import { afterEntity, instantAt, instantKey } from '../row-key.ts';
import { putEvents, versionsOf } from './put-events.ts';
import { dropEvents, eventsBackwards } from './retention.ts';
import { scanAsOf } from './past-values.ts';
import { scan } from './scan.ts';
import { markAllStale, staleDays } from './stale-days.ts';
import { paced, settle } from './store-error.ts';
import type { Tables } from './tables.ts';

/** DWD in lmdb. */
export function eventTable(tables: Tables, calendar: Calendar): EventTable {
  const { folder } = tables;
  return {
    putEvents: (rows) => settle(folder, () => putEvents(tables, calendar, rows)),
    eventVersions: (eventId) => settle(folder, () => versionsOf(tables, eventId)),
    eventsOf: (entity, from, to, asOf) => settle(folder, () => eventsOf(tables, entity, from, to, asOf)),
    changedDaysSince: (type, ids, revision, fromDay, toDay) =>
      settle(folder, () => ids.map((id) => changedDays(tables, calendar, { type, id, revision, fromDay, toDay }))),
    staleDays: (range) => paced(folder, () => staleDays(tables, range)),
    markAllStale: (type) =>
      settle(folder, () => {
        markAllStale(tables, calendar, type);
      }),
    eventsBackwards: (range) => paced(folder, () => eventsBackwards(tables, range)),
    dropEvents: (events) => settle(folder, () => dropEvents(tables, calendar, events)),
  };
}

function eventsOf(
  tables: Tables,
  { type, id }: Entity,
  from: Instant,
  to: Instant,
  asOf: number | undefined,
): EventRow[] {
  const rows: EventRow[] = [];
  const [start, end] = [instantKey(type, id, from), instantKey(type, id, to)];
  const cells = asOf === undefined ? scan(tables.cells, start, end) : scanAsOf(tables.keptCells, start, end, asOf);
  for (const { key, value } of cells) {
    const at = afterEntity(key);
    rows.push(cellRow(key.toString('utf8', at + 8), type, id, instantAt(key, at), value));
  }
  return rows;
}

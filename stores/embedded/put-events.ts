import type { Calendar } from '../../domain/calendar.ts';
import type { EventRow } from '../../domain/rows.ts';
import type { PutCounts } from '../put-counts.ts';
import { byEvent, currentOf, insertVersions, touched } from '../event-history.ts';
import { cellOf, packEvent, unpackEvent, type EventRecord } from './event-record.ts';
import { dayKey, eventCellKey, textKey } from '../row-key.ts';
import { nextRevision, type Tables } from './tables.ts';

/**
 * Brings a batch of events in, in one transaction. What a day owes to the batch is the step from the versions that were current before
 * it to those current after it; versions that came and went within the batch touch nothing.
 */
export function putEvents(tables: Tables, calendar: Calendar, rows: readonly EventRow[]): PutCounts {
  const counts = { added: 0, replaced: 0, same: 0 };
  tables.root.transactionSync(() => {
    const stale = new Map<string, Buffer>();
    for (const [eventId, delivered] of byEvent(rows)) {
      const record = tables.events.get(textKey(eventId));
      const before = record ? versionsIn(tables, eventId, record) : [];
      const after = insertVersions(before, delivered, counts);
      if (after.length > before.length) {
        const buried = record?.length === 1 ? before.at(-1) : undefined;
        const [old, now] = [currentOf(before, buried), currentOf(after, buried)];
        moveCell(tables, old, now);
        tables.events.putSync(textKey(eventId), packEvent(after, now));
        for (const row of touched(old, now)) {
          const day = calendar.dayOf(row.time);
          const name = `${row.type}\0${row.id}\0${day}`;
          if (!stale.has(name)) stale.set(name, dayKey(row.type, row.id, day));
        }
      }
    }
    if (stale.size === 0) return;
    const revision = nextRevision(tables);
    for (const key of stale.values()) tables.stale.putSync(key, revision);
  });
  return counts;
}

/** Every stored version of an event, oldest first. */
export function versionsOf(tables: Tables, eventId: string): EventRow[] {
  const record = tables.events.get(textKey(eventId));
  return record ? versionsIn(tables, eventId, record) : [];
}

function versionsIn(tables: Tables, eventId: string, record: EventRecord): EventRow[] {
  return unpackEvent(eventId, record, (type, id, time) => {
    const cell = tables.cells.get(eventCellKey(type, id, time, eventId));
    if (!cell) throw new Error(`the cell of event ${eventId} is missing`);
    return cell;
  });
}

function moveCell(tables: Tables, old: EventRow | undefined, now: EventRow | undefined): void {
  const oldKey = old && cellKeyOf(old);
  const nowKey = now && cellKeyOf(now);
  if (oldKey && !(nowKey && oldKey.equals(nowKey))) tables.cells.removeSync(oldKey);
  if (now && nowKey && now !== old) tables.cells.putSync(nowKey, cellOf(now));
}

const cellKeyOf = (row: EventRow): Buffer => eventCellKey(row.type, row.id, row.time, row.eventId);

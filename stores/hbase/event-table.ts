import type { Calendar } from '../../domain/calendar.ts';
import type { SaltRange } from '../../domain/salt.ts';
import type { EventTable, StoredEvent } from '../event-table.ts';
import { changedDays } from './changed-days.ts';
import { planDrop } from './drop-events.ts';
import { eventsOf, scanEvents } from './entity-events.ts';
import { readHistories } from './event-history-cell.ts';
import { planEvents } from './put-events.ts';
import { markAllStale, staleDays } from './stale-days.ts';
import type { Tables } from './tables.ts';
import type { Writer } from './writer.ts';

/** DWD in HBase. */
export const eventTable = (tables: Tables, calendar: Calendar, writer: Writer): EventTable => ({
  putEvents: (rows) => writer.write((revision) => planEvents(tables, calendar, rows, revision)),
  eventVersions: async (eventId) => (await readHistories(tables, [eventId])).flatMap(({ versions }) => versions),
  eventsOf: (entity, from, to, asOf) => eventsOf(tables, entity, from, to, asOf),
  changedDaysSince: (type, ids, revision, fromDay, toDay) =>
    changedDays(tables, calendar, { type, ids, revision, fromDay, toDay }),
  staleDays: (range) => staleDays(tables, range),
  markAllStale: (type) => markAllStale(tables, calendar, writer, type),
  eventsBackwards: (range) => eventsBackwards(tables, range),
  dropEvents: (events) => writer.write((revision) => planDrop(tables, calendar, events, revision)),
});

async function* eventsBackwards(tables: Tables, range: SaltRange): AsyncGenerator<StoredEvent> {
  for await (const { type, id, key, events } of scanEvents(tables, range)) {
    for (const { eventId, feature, time, line, timeText, valueText, attrsText } of [...events].reverse()) {
      // the cell, and the event's history that has the same once more
      const texts = [eventId, feature, line, timeText, valueText, attrsText, type, id];
      const bytes = 2 * texts.reduce((sum, text) => sum + text.length, key.length);
      yield { type, id, eventId, feature, time, bytes };
    }
  }
}

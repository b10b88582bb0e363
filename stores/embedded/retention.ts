import type { Calendar } from '../../domain/calendar.ts';
import type { Entity, EventRow } from '../../domain/rows.ts';
import type { Day } from '../../domain/run-date.ts';
import type { SaltRange } from '../../domain/salt.ts';
import type { StoredEvent } from '../event-table.ts';
import { sameContent, sameSpot } from '../event-history.ts';
import { packEvent } from './event-record.ts';
import { markChanged } from './change-table.ts';
import { afterEntity, dayKey, eventCellKey, instantAt, instantKey, textKey, textsAt } from '../row-key.ts';
import { versionsOf } from './put-events.ts';
import { sumChanges, type SumChanges } from './row-sums.ts';
import { scanSaltsBackwards } from './scan.ts';
import { nextRevision, type Tables } from './tables.ts';
import { transact } from './transact.ts';

/** As `EventTable.eventsBackwards`. */
export function* eventsBackwards(tables: Tables, range: SaltRange): Generator<StoredEvent> {
  for (const { key, value } of scanSaltsBackwards(tables.cells, range)) {
    const at = afterEntity(key);
    const [type, id] = textsAt(key, 2, 2);
    const [line, feature, timeText, valueText, attrsText] = value;
    const eventId = key.toString('utf8', at + 8);
    // cell, and the event's record that says where the cell is
    const texts = [line, feature, timeText, valueText, attrsText, eventId, type, id];
    const bytes = texts.reduce((sum, text) => sum + text.length, key.length);
    yield { type, id, eventId, feature, time: instantAt(key, at), bytes };
  }
}

/** As `EventTable.dropEvents`, in one transaction. */
export function dropEvents(tables: Tables, calendar: Calendar, events: readonly StoredEvent[]): number {
  return transact(tables.root, () => {
    const days = new Map<string, Entity & { readonly day: Day }>();
    const sums = sumChanges(tables, calendar);
    let dropped = 0;
    for (const event of events) {
      if (!dropEvent(tables, sums, event)) continue;
      dropped++;
      const { type, id } = event;
      const day = calendar.dayOf(event.time);
      days.set(`${type}\0${id}\0${day}`, { type, id, day });
    }
    sums.end();
    const emptied = new Map<string, readonly [string, string]>();
    for (const { type, id, day } of days.values()) {
      if (hasEvents(tables, calendar, { type, id }, day)) continue;
      if (tables.days.removeSync(dayKey(type, id, day))) emptied.set(`${type}\0${id}`, [type, id]);
    }
    markChanged(tables, 'days', emptied.values());
    if (dropped > 0) nextRevision(tables);
    return dropped;
  });
}

function dropEvent(tables: Tables, sums: SumChanges, { type, id, time, eventId, feature }: StoredEvent): boolean {
  const key = eventCellKey(type, id, time, eventId);
  if (tables.cells.get(key)?.[1] !== feature) return false;
  const versions = versionsOf(tables, eventId);
  const current = versions.at(-1);
  sums.event(current, undefined);
  tables.cells.removeSync(key);
  for (const version of versions) {
    // What the event said before in the place that it is dropped from; what it said elsewhere may lie within a window.
    if (current && sameSpot(version, current)) forgetPast(tables, version);
  }
  if (current && versions.some((version) => !sameContent(version, current))) {
    tables.events.putSync(textKey(eventId), packEvent(versions, undefined));
  } else tables.events.removeSync(textKey(eventId));
  return true;
}

function forgetPast({ keptCells: { past } }: Tables, { type, id, time, eventId, feature }: EventRow): void {
  const key = eventCellKey(type, id, time, eventId);
  const values = past.get(key);
  if (!values) return;
  const left = values.filter(([, cell]) => cell[1] !== feature);
  if (left.length > 0) past.putSync(key, left);
  else past.removeSync(key);
}

/** Whether an entity has an event on a day. A date whose end comes twice (clocks that go back over midnight) reaches into the next one. */
function hasEvents(tables: Tables, calendar: Calendar, { type, id }: Entity, day: Day): boolean {
  const range = {
    start: instantKey(type, id, calendar.midnight(day)),
    end: instantKey(type, id, calendar.midnight(day + 2)),
  };
  for (const key of tables.cells.getKeys(range)) {
    if (calendar.dayOf(instantAt(key, afterEntity(key))) === day) return true;
  }
  return false;
}

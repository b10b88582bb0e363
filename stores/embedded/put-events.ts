import type { Calendar } from '../../domain/calendar.ts';
import type { EventRow } from '../../domain/rows.ts';
import type { PutCounts } from '../put-counts.ts';
import { byEvent, currentOf, insertVersions, touched } from '../event-history.ts';
import { cellOf, packEvent, unpackEvent, type EventCell, type EventRecord } from './event-record.ts';
import { keepPast } from './past-values.ts';
import { dayKey, eventCellKey, textKey } from '../row-key.ts';
import { sumChanges } from './row-sums.ts';
import { nextRevision, revisionOf, type Tables } from './tables.ts';
import { transact } from './transact.ts';

/**
 * Brings a batch of events in, in one transaction. What a day owes to the batch is the step from the versions that were current before
 * it to those current after it; versions that came and went within the batch touch nothing.
 */
export function putEvents(tables: Tables, calendar: Calendar, rows: readonly EventRow[]): PutCounts {
  return transact(tables.root, () => {
    const counts = { added: 0, replaced: 0, same: 0 };
    const revision = revisionOf(tables) + 1;
    const stale = new Map<string, Buffer>();
    const sums = sumChanges(tables, calendar);
    for (const [eventId, delivered] of byEvent(rows)) {
      const record = tables.events.get(textKey(eventId));
      const { versions: before, cell } = historyIn(tables, eventId, record);
      const after = insertVersions(before, delivered, counts);
      if (after.length > before.length) {
        const buried = record?.length === 1 ? before.at(-1) : undefined;
        const [old, now] = [currentOf(before, buried), currentOf(after, buried)];
        const changed = touched(old, now);
        if (changed.length > 0) sums.event(old, now);
        if (now !== old)
          moveCell(tables, old && cell ? { row: old, cell } : undefined, now, changed.length > 0, revision);
        tables.events.putSync(textKey(eventId), packEvent(after, now));
        for (const row of changed) {
          const day = calendar.dayOf(row.time);
          const name = `${row.type}\0${row.id}\0${day}`;
          if (!stale.has(name)) stale.set(name, dayKey(row.type, row.id, day));
        }
      }
    }
    sums.end();
    if (stale.size === 0) return counts;
    nextRevision(tables);
    for (const key of stale.values()) tables.stale.putSync(key, revision);
    return counts;
  });
}

/** Every stored version of an event, oldest first. */
export const versionsOf = (tables: Tables, eventId: string): EventRow[] =>
  historyIn(tables, eventId, tables.events.get(textKey(eventId))).versions;

interface History {
  /** Oldest first. */
  readonly versions: EventRow[];
  /** That of the last version where it is current. */
  readonly cell: EventCell | undefined;
}

function historyIn(tables: Tables, eventId: string, record: EventRecord | undefined): History {
  if (!record) return { versions: [], cell: undefined };
  let current: EventCell | undefined;
  const versions = unpackEvent(eventId, record, (type, id, time) => {
    current = tables.cells.get(eventCellKey(type, id, time, eventId));
    if (!current) throw new Error(`the cell of event ${eventId} is missing`);
    return current;
  });
  return { versions, cell: current };
}

/** From the current cell to that of the version that takes its place; one that says the same has been known as long. */
function moveCell(
  { cells, keptCells }: Tables,
  old: { readonly row: EventRow; readonly cell: EventCell } | undefined,
  now: EventRow | undefined,
  changed: boolean,
  revision: number,
): void {
  const oldKey = old && cellKeyOf(old.row);
  const nowKey = now && cellKeyOf(now);
  if (oldKey && changed) keepPast(keptCells, oldKey, old.cell, revision);
  if (oldKey && !(nowKey && oldKey.equals(nowKey))) cells.removeSync(oldKey);
  if (now && nowKey) cells.putSync(nowKey, cellOf(now, old && !changed ? keptCells.sinceOf(old.cell) : revision));
}

const cellKeyOf = (row: EventRow): Buffer => eventCellKey(row.type, row.id, row.time, row.eventId);

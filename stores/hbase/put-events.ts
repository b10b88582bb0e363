import type { Calendar } from '../../domain/calendar.ts';
import type { EventRow } from '../../domain/rows.ts';
import { byEvent, insertVersions, touched } from '../event-history.ts';
import type { PutCounts } from '../put-counts.ts';
import { entityKey } from '../row-key.ts';
import { eventCell, eventQualifier, goneEventCell, pastEventCell } from './event-cell.ts';
import { currentIn, putHistory, readHistories } from './event-history-cell.ts';
import { rowPuts, type RowPuts } from './row-puts.ts';
import { markCell, markTime } from './stale-mark.ts';
import type { Tables } from './tables.ts';
import type { Write } from './write-log.ts';
import type { Plan } from './writer.ts';

/**
 * What a batch of events changes. The marks are durable before the first cell moves, so that whoever folds a day in between leaves a mark
 * behind that is younger than what it has seen; so is what was current, so that whoever asks for it finds it in one place or in both.
 */
export async function planEvents(
  tables: Tables,
  calendar: Calendar,
  rows: readonly EventRow[],
  revision: number,
): Promise<Plan<PutCounts>> {
  const counts = { added: 0, replaced: 0, same: 0 };
  const marks = rowPuts('mid');
  const marked = new Set<string>();
  const past = rowPuts('past');
  const cells = rowPuts('dwd');
  const histories: Write[] = [];
  const groups = [...byEvent(rows)];
  const known = await readHistories(
    tables,
    groups.map(([eventId]) => eventId),
  );
  for (const [i, [eventId, delivered]] of groups.entries()) {
    const before = known[i]!;
    const versions = insertVersions(before.versions, delivered, counts);
    if (versions.length === before.versions.length) continue;
    const [old, now] = [currentIn(before), currentIn({ versions, buried: before.buried })];
    const changed = touched(old, now);
    const since = now ? (old && changed.length === 0 ? before.since : revision) : 0;
    move(cells, old, now, since);
    if (old && changed.length > 0) past.add(entityKey(old.type, old.id), pastEventCell(old, before.since, revision));
    // A version that is current no longer, or never was, leaves nothing buried: currentOf compares with the last one.
    const stillBuried = versions.at(-1) === before.buried ? before.buried : undefined;
    const after = { versions, buried: stillBuried, since };
    histories.push({ table: 'events', mutation: putHistory(eventId, after, revision) });
    for (const row of changed) {
      const day = calendar.dayOf(row.time);
      const name = `${row.type}\0${row.id}\0${day}`;
      if (marked.has(name)) continue;
      marked.add(name);
      marks.add(entityKey(row.type, row.id), markCell(day, markTime(revision, 0)));
    }
  }
  const steps = [
    [...marks.writes(), ...past.writes()],
    [...cells.writes(), ...histories],
  ];
  return { result: counts, steps, grows: marked.size > 0 };
}

/** From the cell of the version that was current to that of the one that is. */
function move(cells: RowPuts, old: EventRow | undefined, now: EventRow | undefined, since: number): void {
  if (old === now) return;
  if (old && !(now && samePlace(old, now))) cells.add(entityKey(old.type, old.id), goneEventCell(old));
  if (now) cells.add(entityKey(now.type, now.id), eventCell(now, since));
}

const samePlace = (a: EventRow, b: EventRow): boolean =>
  a.type === b.type && a.id === b.id && eventQualifier(a).equals(eventQualifier(b));

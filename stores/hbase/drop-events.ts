import type { Calendar } from '../../domain/calendar.ts';
import type { Entity, EventRow } from '../../domain/rows.ts';
import type { Day } from '../../domain/run-date.ts';
import { sameContent, sameSpot } from '../event-history.ts';
import type { StoredEvent } from '../event-table.ts';
import { entityKey } from '../row-key.ts';
import { isLive, qualifierOf } from './cell-views.ts';
import { openMark } from './change-mark.ts';
import type { Mutation } from './client/mutation.ts';
import { DAYS, dayCell, dayIn, dayTimes } from './day-cell.ts';
import { eventsOfMany } from './entity-events.ts';
import { eventQualifier, EVENTS, goneEventCell } from './event-cell.ts';
import { currentIn, putHistory, readHistories, removeHistory } from './event-history-cell.ts';
import { putOf, removalOf } from './put.ts';
import type { Tables } from './tables.ts';
import type { Write } from './write-log.ts';
import type { Plan } from './writer.ts';

/** As `EventTable.dropEvents`. */
export async function planDrop(
  tables: Tables,
  calendar: Calendar,
  events: readonly StoredEvent[],
  revision: number,
): Promise<Plan<number>> {
  const asked = [...new Map(events.map((event) => [placeName(event), event])).values()];
  const histories = await readHistories(
    tables,
    asked.map(({ eventId }) => eventId),
  );
  const writes: Write[] = [];
  const dropped = new Map<string, DroppedFrom>();
  let count = 0;
  for (const [i, event] of asked.entries()) {
    const history = histories[i]!;
    const current = currentIn(history);
    if (!current || placeName(current) !== placeName(event)) continue;
    count++;
    const { eventId, type, id } = event;
    writes.push({ table: 'dwd', mutation: putOf(entityKey(type, id), goneEventCell(current)) });
    const leavesTrace = history.versions.some((version) => !sameContent(version, current));
    const mutation = leavesTrace
      ? putHistory(eventId, { versions: history.versions, buried: current, since: 0 }, revision)
      : removeHistory(eventId, revision);
    writes.push({ table: 'events', mutation });
    if (leavesTrace) writes.push({ table: 'past', mutation: forgetPast(history.versions, current, revision) });
    const name = `${type}\0${id}`;
    const from = dropped.get(name) ?? { type, id, eventIds: new Set<string>(), days: new Set<Day>() };
    dropped.set(name, from);
    from.eventIds.add(eventId);
    from.days.add(calendar.dayOf(event.time));
  }
  const emptied = await emptiedDays(tables, calendar, [...dropped.values()], revision);
  return { result: count, steps: [[...writes, ...emptied]], grows: count > 0 };
}

/** What the event said before in the place that it is dropped from; what it said elsewhere may lie within a window. */
const forgetPast = (versions: readonly EventRow[], current: EventRow, revision: number): Mutation =>
  removalOf(
    entityKey(current.type, current.id),
    EVENTS,
    versions.filter((version) => sameSpot(version, current)).map(eventQualifier),
    revision,
  );

interface DroppedFrom extends Entity {
  readonly eventIds: Set<string>;
  readonly days: Set<Day>;
}

const placeName = ({ type, id, time, eventId, feature }: Omit<StoredEvent, 'bytes'>): string =>
  JSON.stringify([type, id, time, eventId, feature]);

/** The cells of days that keep no event. A date whose end comes twice (clocks that go back over midnight) reaches into the next one. */
async function emptiedDays(
  tables: Tables,
  calendar: Calendar,
  entities: readonly DroppedFrom[],
  revision: number,
): Promise<Write[]> {
  if (entities.length === 0) return [];
  const days = entities.flatMap((entity) => [...entity.days]).sort((a, b) => a - b);
  const [first, last] = [days[0]!, days.at(-1)!];
  const [left, cells] = await Promise.all([
    eventsOfMany(tables, entities, calendar.midnight(first), calendar.midnight(last + 2)),
    tables.mid.getMany(
      entities.map(({ type, id }) => entityKey(type, id)),
      { families: [DAYS], timeRange: dayTimes(first, last) },
    ),
  ]);
  return entities.flatMap(({ type, id, eventIds, days: touchedDays }, row) => {
    const kept = new Set(left[row]!.filter((e) => !eventIds.has(e.eventId)).map(({ time }) => calendar.dayOf(time)));
    const gone: Day[] = [];
    for (let cell = cells.rowFirstCell[row]!; cell < cells.rowFirstCell[row + 1]!; cell++) {
      const day = dayIn(qualifierOf(cells, cell));
      if (isLive(cells, cell) && touchedDays.has(day) && !kept.has(day)) gone.push(day);
    }
    if (gone.length === 0) return [];
    const put = gone.map((day) => dayCell(day, undefined));
    const mark = openMark('days', `drop-${revision}`);
    return [{ table: 'mid' as const, mutation: putOf(entityKey(type, id), ...put, mark) }];
  });
}

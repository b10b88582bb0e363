import type { Calendar } from '../../domain/calendar.ts';
import type { Entity } from '../../domain/rows.ts';
import type { Day } from '../../domain/run-date.ts';
import type { SaltRange } from '../../domain/salt.ts';
import type { StaleEntity } from '../event-table.ts';
import { entityKey, saltKey, textsAt } from '../row-key.ts';
import { isLive, qualifierOf, scanRows } from './cell-views.ts';
import type { Mutation } from './client/mutation.ts';
import { DAYS, dayIn } from './day-cell.ts';
import { entityEvents } from './entity-events.ts';
import { EVENTS } from './event-cell.ts';
import { count } from './head.ts';
import { putOf } from './put.ts';
import { markCell, markedDay, markTime, STALE } from './stale-mark.ts';
import type { Tables } from './tables.ts';
import { rowsOfType } from './type-filter.ts';
import type { Writer } from './writer.ts';

/** Entities with stale days in a salt range, in key order, with their days ascending. */
export async function* staleDays(tables: Tables, { from, to }: SaltRange): AsyncGenerator<StaleEntity> {
  const options = { startRow: saltKey(from), endRow: saltKey(to), families: [STALE] };
  for await (const { batch, key, from: first, to: end } of scanRows(tables.mid, options)) {
    const [type, id] = textsAt(key, 2, 2);
    const days: Day[] = [];
    for (let cell = first; cell < end; cell++) days.push(markedDay(batch, cell));
    yield { type, id, days };
  }
}

/** Marks the days of all events of a type, and all days that MID has of it; marking twice is marking once. */
export async function markAllStale(tables: Tables, calendar: Calendar, writer: Writer, type: string): Promise<void> {
  const revision = await writer.revision();
  const timestamp = markTime(revision, await count(tables, 'marks'));
  for await (const marks of markWrites(knownDays(tables, calendar, type), timestamp)) await tables.mid.mutateAll(marks);
}

const BYTES_A_WRITE = 1024 * 1024;
/** Of a mark on the wire, beside its row. */
const MARK_BYTES = 32;

/** The marks in writes of bounded size, however many days one entity has; the mutations of a row in one write go out in one request. */
export async function* markWrites(
  entities: AsyncIterable<KnownDays>,
  timestamp: number,
  bytesAWrite = BYTES_A_WRITE,
): AsyncGenerator<Mutation[]> {
  let marks: Mutation[] = [];
  let bytes = 0;
  for await (const { type, id, days } of entities) {
    const key = entityKey(type, id);
    const markBytes = key.length + MARK_BYTES;
    const daysAPut = Math.max(1, Math.floor(bytesAWrite / markBytes));
    const cells = Array.from(days, (day) => markCell(day, timestamp));
    for (let from = 0; from < cells.length; from += daysAPut) {
      const part = cells.slice(from, from + daysAPut);
      if (bytes > 0 && bytes + part.length * markBytes > bytesAWrite) {
        yield marks;
        [marks, bytes] = [[], 0];
      }
      marks.push(putOf(key, ...part));
      bytes += part.length * markBytes;
    }
  }
  if (marks.length > 0) yield marks;
}

interface KnownDays extends Entity {
  readonly days: ReadonlySet<Day>;
}

async function* knownDays(tables: Tables, calendar: Calendar, type: string): AsyncGenerator<KnownDays> {
  const filter = rowsOfType(type);
  for await (const row of scanRows(tables.dwd, { families: [EVENTS], filter })) {
    const { type: found, id, events } = entityEvents(row);
    if (found === type) yield { type, id, days: new Set(events.map(({ time }) => calendar.dayOf(time))) };
  }
  for await (const { batch, key, from, to } of scanRows(tables.mid, { families: [DAYS], filter })) {
    const days = new Set<Day>();
    for (let cell = from; cell < to; cell++) if (isLive(batch, cell)) days.add(dayIn(qualifierOf(batch, cell)));
    const [found, id] = textsAt(key, 2, 2);
    if (found === type) yield { type, id, days };
  }
}

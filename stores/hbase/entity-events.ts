import { compareText } from '../../domain/event-version.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Entity, EventRow } from '../../domain/rows.ts';
import type { SaltRange } from '../../domain/salt.ts';
import { entityKey, saltKey, textsAt } from '../row-key.ts';
import type { CellBatch } from './client/cell-batch.ts';
import { scanRows, type RowView } from './cell-views.ts';
import { EVENTS, eventIn, eventTimes } from './event-cell.ts';
import type { Tables } from './tables.ts';

/**
 * Reading DWD: an entity's events lie by feature, so their order by time is made here. One entity's events are held in memory at a time,
 * however many entities there are.
 */
export interface EntityEvents extends Entity {
  readonly key: Buffer;
  /** By time, then event id by code point. */
  readonly events: readonly EventRow[];
}

export async function eventsOf(tables: Tables, entity: Entity, from: Instant, to: Instant): Promise<EventRow[]> {
  if (from >= to) return [];
  const options = { families: [EVENTS], timeRange: eventTimes(from, to) };
  const batch = await tables.dwd.get(entityKey(entity.type, entity.id), options);
  return inOrder(batch, 0, batch.cells, entity).filter(({ time }) => time >= from && time < to);
}

/** The current events of some entities with from <= time < to, an answer an entity. */
export async function eventsOfMany(
  tables: Tables,
  entities: readonly Entity[],
  from: Instant,
  to: Instant,
): Promise<EventRow[][]> {
  const keys = entities.map(({ type, id }) => entityKey(type, id));
  const batch = await tables.dwd.getMany(keys, { families: [EVENTS], timeRange: eventTimes(from, to) });
  return entities.map((entity, row) =>
    inOrder(batch, batch.rowFirstCell[row]!, batch.rowFirstCell[row + 1]!, entity).filter(
      ({ time }) => time >= from && time < to,
    ),
  );
}

/** The entities of a salt range that have an event before `to`, in key order. */
export async function* scanEvents(
  tables: Tables,
  { from, to }: SaltRange,
  before: Instant = Number.POSITIVE_INFINITY,
): AsyncGenerator<EntityEvents> {
  const timeRange = eventTimes(Number.NEGATIVE_INFINITY, before);
  const options = { startRow: saltKey(from), endRow: saltKey(to), families: [EVENTS], timeRange };
  for await (const row of scanRows(tables.dwd, options)) {
    const events = entityEvents(row);
    if (events.events.length > 0) yield events;
  }
}

export function entityEvents({ batch, key, from, to }: RowView): EntityEvents {
  const [type, id] = textsAt(key, 2, 2);
  return { type, id, key, events: inOrder(batch, from, to, { type, id }) };
}

function inOrder(batch: CellBatch, from: number, to: number, { type, id }: Entity): EventRow[] {
  const events: EventRow[] = [];
  for (let cell = from; cell < to; cell++) {
    const event = eventIn(batch, cell, type, id);
    if (event) events.push(event);
  }
  return events.sort((a, b) => a.time - b.time || compareText(a.eventId, b.eventId));
}

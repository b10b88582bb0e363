import { compareText } from '../../domain/event-version.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Entity, EventRow } from '../../domain/rows.ts';
import type { SaltRange } from '../../domain/salt.ts';
import { entityKey, saltKey, textsAt } from '../row-key.ts';
import type { CellBatch } from './client/cell-batch.ts';
import { scanRows, type RowView } from './cell-views.ts';
import { EVENTS, eventIn, eventTimes } from './event-cell.ts';
import { inGroups } from './past-cells.ts';
import { eventsAsOf, knownEvents, type KnownEvents } from './past-events.ts';
import type { Tables } from './tables.ts';

/**
 * Reading DWD: an entity's events lie by feature, so their order by time is made here. One entity's events are held in memory at a time,
 * however many entities there are; some hundreds where a scan is asked what was known then.
 */
export interface EntityEvents extends Entity {
  readonly key: Buffer;
  /** By time, then event id by code point. */
  readonly events: readonly EventRow[];
}

/** As eventsOfMany, of one entity. */
export async function eventsOf(
  tables: Tables,
  entity: Entity,
  from: Instant,
  to: Instant,
  asOf?: number,
): Promise<EventRow[]> {
  if (from >= to) return [];
  if (asOf !== undefined) return (await eventsOfMany(tables, [entity], from, to, asOf)).flat();
  const options = { families: [EVENTS], timeRange: eventTimes(from, to) };
  const batch = await tables.dwd.get(entityKey(entity.type, entity.id), options);
  const events = eventsIn({ batch, from: 0, to: batch.cells }, entity);
  return inOrder(events.filter(({ time }) => time >= from && time < to));
}

/** The current events of some entities with from <= time < to, an answer an entity; with `asOf` those that were current at that revision. */
export async function eventsOfMany(
  tables: Tables,
  entities: readonly Entity[],
  from: Instant,
  to: Instant,
  asOf?: number,
): Promise<EventRow[][]> {
  if (from >= to) return entities.map(() => []);
  const keys = entities.map(({ type, id }) => entityKey(type, id));
  const batch = await tables.dwd.getMany(keys, { families: [EVENTS], timeRange: eventTimes(from, to) });
  const views = entities.map((_, row) => ({
    batch,
    key: keys[row]!,
    from: batch.rowFirstCell[row]!,
    to: batch.rowFirstCell[row + 1]!,
  }));
  const answers =
    asOf === undefined
      ? views.map((view, row) => eventsIn(view, entities[row]!))
      : await eventsAsOf(
          tables,
          views.map((view, row) => knownEvents(view, entities[row]!, asOf)),
          asOf,
        );
  return answers.map((events) => inOrder(events.filter(({ time }) => time >= from && time < to)));
}

/** The entities of a salt range that have an event before `to`, in key order; with `asOf` at that revision. */
export async function* scanEvents(
  tables: Tables,
  { from, to }: SaltRange,
  before: Instant = Number.POSITIVE_INFINITY,
  asOf?: number,
): AsyncGenerator<EntityEvents> {
  const timeRange = eventTimes(Number.NEGATIVE_INFINITY, before);
  const options = { startRow: saltKey(from), endRow: saltKey(to), families: [EVENTS], timeRange };
  const rows = scanRows(tables.dwd, options);
  for await (const row of asOf === undefined ? current(rows) : known(tables, rows, asOf))
    if (row.events.length > 0) yield row;
}

async function* current(rows: AsyncIterable<RowView>): AsyncGenerator<EntityEvents> {
  for await (const row of rows) yield entityEvents(row);
}

async function* known(tables: Tables, rows: AsyncIterable<RowView>, asOf: number): AsyncGenerator<EntityEvents> {
  yield* inGroups(decoded(rows, asOf), async (group) => {
    const events = await eventsAsOf(tables, group, asOf);
    return group.map(({ type, id, key }, i) => ({ type, id, key, events: inOrder(events[i]!) }));
  });
}

async function* decoded(rows: AsyncIterable<RowView>, asOf: number): AsyncGenerator<KnownEvents> {
  for await (const row of rows) yield knownEvents(row, entityOf(row), asOf);
}

/** All current events of a row. Its `key` is a view on the batch. */
export function entityEvents(row: RowView): EntityEvents {
  const entity = entityOf(row);
  return { ...entity, key: row.key, events: inOrder(eventsIn(row, entity)) };
}

function entityOf({ key }: RowView): Entity {
  const [type, id] = textsAt(key, 2, 2);
  return { type, id };
}

function eventsIn({ batch, from, to }: Cells, { type, id }: Entity): EventRow[] {
  const events: EventRow[] = [];
  for (let cell = from; cell < to; cell++) {
    const event = eventIn(batch, cell, type, id);
    if (event) events.push(event);
  }
  return events;
}

interface Cells {
  readonly batch: CellBatch;
  readonly from: number;
  readonly to: number;
}

const inOrder = (events: EventRow[]): EventRow[] =>
  events.sort((a, b) => a.time - b.time || compareText(a.eventId, b.eventId));

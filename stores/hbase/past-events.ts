import type { Entity, EventRow } from '../../domain/rows.ts';
import { isLive, type RowView } from './cell-views.ts';
import { EVENTS, eventIn, eventSince } from './event-cell.ts';
import { endedAfter } from './past-cells.ts';
import type { Tables } from './tables.ts';

/** An entity's current events that a revision knows, in no order. */
export interface KnownEvents extends Entity {
  readonly key: Buffer;
  readonly events: readonly EventRow[];
  /** Whether there is an event, or the place of one that went, that may have been something else then. */
  readonly asks: boolean;
}

/** What the current cells of a row say of a revision: the events of today that were so then. */
export function knownEvents({ batch, key, from, to }: RowView, { type, id }: Entity, asOf: number): KnownEvents {
  const events: EventRow[] = [];
  let asks = false;
  for (let cell = from; cell < to; cell++) {
    const known = isLive(batch, cell) && eventSince(batch, cell) <= asOf;
    const event = known ? eventIn(batch, cell, type, id) : undefined;
    if (event) events.push(event);
    else asks = true;
  }
  return { type, id, key: Buffer.from(key), events, asks };
}

/** The events of each entity that were current at a revision, in no order. */
export async function eventsAsOf(tables: Tables, rows: readonly KnownEvents[], asOf: number): Promise<EventRow[][]> {
  const asking = rows.filter(({ asks }) => asks);
  const past = await endedAfter(tables, [EVENTS], asking, asOf);
  return rows.map((row) => {
    const known = new Map(row.events.map((event) => [event.eventId, event]));
    const { batch, from, to } = past.get(row) ?? { from: 0, to: 0 };
    for (let cell = from; batch && cell < to; cell++) {
      const event = eventSince(batch, cell) <= asOf ? eventIn(batch, cell, row.type, row.id) : undefined;
      if (event) known.set(event.eventId, event);
    }
    return [...known.values()];
  });
}

import { attribute, parseAttributes } from '../domain/attributes.ts';
import { parseDecimal } from '../domain/decimal.ts';
import { OPPORTUNITY, type Dictionary } from '../domain/dictionary.ts';
import type { Instant } from '../domain/instant.ts';
import { SALTS } from '../domain/salt.ts';
import type { SeenData, SeenValues } from '../domain/seen-data.ts';
import type { EventTable, StoredEvent } from '../stores/event-table.ts';
import type { ZipperTable } from '../stores/zipper-table.ts';

/** Events whose type and feature are read; ids come in the order of their salts, which is none. */
const EVENTS = 100_000;
/** Of these, events of a feature that are read whole, and how many of them of one entity. */
const LOOKED = 100;
const OF_ONE = 3;
const OPPORTUNITIES = 300;

const ALL = { from: 0, to: SALTS };

/** Looks at a part of a store that does not grow with it. @param nowMicros for a store without any event */
export async function seenData(
  store: Pick<EventTable, 'eventsBackwards' | 'eventsOf'> & Pick<ZipperTable, 'opportunitiesAt' | 'attributesAt'>,
  dictionary: Dictionary,
  nowMicros: Instant,
): Promise<SeenData> {
  const asked = new Set(
    dictionary.rows.flatMap((row) => (row.kind === 'base' ? [`${row.dim}\n${row.source.feature}`] : [])),
  );
  const types = new Map<string, Map<string, Looked>>();
  let [events, newest, whole] = [0, -Infinity, true];
  for await (const event of store.eventsBackwards(ALL)) {
    if (events === EVENTS) {
      whole = false;
      break;
    }
    events += 1;
    newest = Math.max(newest, event.time);
    const features = types.get(event.type) ?? new Map<string, Looked>();
    types.set(event.type, features);
    const of = features.get(event.feature) ?? looked();
    features.set(event.feature, of);
    if (asked.has(`${event.type}\n${event.feature}`)) await look(store, event, of);
  }
  const midnight = newest === -Infinity ? nowMicros : newest + 1;
  return { whole, types, attributes: await attributesOf(store, midnight) };
}

interface Looked {
  looked: number;
  readonly lines: Set<string>;
  readonly attributes: Set<string>;
  hasValue: boolean;
  /** Events of the entity that was looked at last. */
  last: { readonly id: string; events: number } | undefined;
}

const looked = (): Looked => ({
  looked: 0,
  lines: new Set(),
  attributes: new Set(),
  hasValue: false,
  last: undefined,
});

/** Reads an event whole, unless enough of its feature or its entity have been. */
async function look(
  store: Pick<EventTable, 'eventsOf'>,
  { type, id, feature, time, eventId }: StoredEvent,
  of: Looked,
) {
  if (of.looked === LOOKED) return;
  if (of.last?.id !== id) of.last = { id, events: 0 };
  if (of.last.events === OF_ONE) return;
  of.last.events += 1;
  const found = await store.eventsOf({ type, id }, time, time + 1);
  const event = found.find((one) => one.eventId === eventId && one.feature === feature);
  if (!event) return;
  of.looked += 1;
  of.lines.add(event.line);
  for (const name of Object.keys(parseAttributes(event.attrsText) ?? {})) of.attributes.add(name);
  of.hasValue ||= parseDecimal(event.valueText) !== undefined;
}

async function attributesOf(
  store: Pick<ZipperTable, 'opportunitiesAt' | 'attributesAt'>,
  midnight: Instant,
): Promise<SeenData['attributes']> {
  const ids: string[] = [];
  for await (const id of store.opportunitiesAt(ALL, midnight)) {
    if (ids.push(id) === OPPORTUNITIES) break;
  }
  const seen = new Map<string, { values: Set<string>; allTexts: boolean } & SeenValues>();
  for (const text of await store.attributesAt(OPPORTUNITY, ids, midnight)) {
    const attributes = parseAttributes(text ?? '') ?? {};
    for (const name of Object.keys(attributes)) {
      const value = attribute(attributes, name);
      if (value === null) continue;
      const of = seen.get(name) ?? { values: new Set<string>(), allTexts: true };
      of.values.add(typeof value === 'string' ? value : JSON.stringify(value));
      of.allTexts &&= typeof value === 'string';
      seen.set(name, of);
    }
  }
  return seen;
}

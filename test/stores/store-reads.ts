import type { Instant } from '../../domain/instant.ts';
import { saltRanges } from '../../domain/salt.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { collect } from '../contract/fresh-stores.ts';
import { everySalt, everTime, stale } from '../contract/store-rows.ts';
import { idsOf, RUNS } from './store-writes.ts';

const TYPES = ['user', 'opportunity', 'use', 'nothing'];
const MIDNIGHTS: readonly Instant[] = [-1, 0, 1, 86_400_000_000, 86_400_000_001, 9e15];

const since = (type: string, feature: string): Instant =>
  feature === 'login' ? 86_400_000_000 : type === 'user' ? 0 : Number.POSITIVE_INFINITY;

/** What it says as of a revision. */
async function knownThen(store: FeatureStore, ids: readonly string[], asOf: number): Promise<Record<string, unknown>> {
  const types = async <T>(read: (type: string) => Promise<T>): Promise<T[]> => Promise.all(TYPES.map(read));
  return {
    events: await types((type) => Promise.all(ids.map((id) => store.eventsOf({ type, id }, 1, 9e15, asOf)))),
    accepted: Buffer.concat(await collect(store.acceptedRows(everySalt, 9e15, since, asOf))).toString(),
    acceptedAll: Buffer.concat(
      await collect(store.acceptedRows(everySalt, 86_400_000_001, undefined, asOf)),
    ).toString(),
    attributes: await types((type) => store.attributesAt(type, ids, 86_400_000_001, asOf)),
    links: await store.linksAt(ids, 86_400_000_001, asOf),
    opportunities: await collect(store.opportunitiesAt(everySalt, 86_400_000_001, asOf)),
    known: await store.knownOpportunities(ids, asOf),
    changedDays: await types((type) => store.changedDaysSince(type, ids, asOf, -1, 3)),
  };
}

/** Every answer of a store to what store-writes.ts may have written, in a form that can be compared. */
export async function everythingIn(store: FeatureStore, idCount: number): Promise<Record<string, unknown>> {
  const ids = idsOf(idCount);
  const midnights = async <T>(read: (midnight: Instant) => Promise<T>): Promise<T[]> =>
    Promise.all(MIDNIGHTS.map(read));
  const text = async (chunks: AsyncIterable<Uint8Array>): Promise<string> =>
    Buffer.concat(await collect(chunks)).toString();
  const types = async <T>(read: (type: string) => Promise<T>): Promise<T[]> => Promise.all(TYPES.map(read));
  const backwards = await collect(store.eventsBackwards(everySalt));
  const revision = await store.revision();
  const entities = [...new Set(backwards.map(({ type, id }) => `${type}/${id}`))].sort();
  return {
    revision,
    then: await Promise.all([0, 1, Math.floor(revision / 2), revision - 1].map((asOf) => knownThen(store, ids, asOf))),
    stale: await stale(store),
    staleInOrder: await collect(store.staleDays(everySalt)),
    events: await types((type) => Promise.all(ids.map((id) => store.eventsOf({ type, id }, ...everTime)))),
    someEvents: await types((type) => Promise.all(ids.map((id) => store.eventsOf({ type, id }, 1, 86_400_000_000)))),
    histories: await Promise.all(idsOf(idCount * 2).map((id) => store.eventVersions(`e_${id}`))),
    backwards: entities.map((name) =>
      backwards
        .filter(({ type, id }) => `${type}/${id}` === name)
        .map(({ eventId, time, feature }) => [eventId, time, feature]),
    ),
    accepted: await midnights((midnight) => text(store.acceptedRows(everySalt, midnight))),
    acceptedSince: await midnights((midnight) => text(store.acceptedRows(everySalt, midnight, since))),
    acceptedInParts: await Promise.all(saltRanges(5).map((range) => text(store.acceptedRows(range, 9e15)))),
    days: await types((type) => store.readDays(type, ids, -9, 99)),
    someDays: await types((type) => store.readDays(type, [...ids, ...ids], -1, 2)),
    firstDays: await types((type) => store.firstDays(type, ids, 0)),
    attributes: await midnights((midnight) => types((type) => store.attributesAt(type, ids, midnight))),
    links: await midnights((midnight) => store.linksAt(ids, midnight)),
    versionsChange: await midnights((midnight) => types((type) => store.versionsChange(type, ids, midnight))),
    linksChange: await midnights((midnight) => store.linksChange(ids, midnight)),
    opportunities: await midnights((midnight) => collect(store.opportunitiesAt(everySalt, midnight))),
    known: await store.knownOpportunities(ids),
    labels: await Promise.all(
      ['2026-03-01', '2026-03-02'].flatMap((asOf) =>
        ['label', 'label2'].map((name) => collect(store.labelsAt(asOf, name))),
      ),
    ),
    tags: await Promise.all(
      RUNS.map((run) => types(async (type) => (await collect(store.tagged(run, type, everySalt))).flat())),
    ),
    tagCounts: await Promise.all(RUNS.map((run) => types((type) => store.countTags(run, type)))),
    records: await store.listRecords('loads'),
    sequence: await store.changeSequence(),
    changedDays: await types((type) => store.changedAt('days', type, ids)),
    changedVersions: await types((type) => store.changedAt('versions', type, ids)),
    changedLinks: await store.changedAt('links', 'opportunity', ids),
  };
}

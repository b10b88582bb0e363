import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { collect, type FreshStores } from './fresh-stores.ts';
import { batches, IDS, put, TYPES } from './store-batches.ts';
import { accepted, at, day, event, everySalt, everTime, link, putDaysNow, version } from './store-rows.ts';

const US_A_DAY = 86_400_000_000;
const MIDNIGHTS = [1, US_A_DAY + 1, 9e15];
const EVER = [-9, 99_999] as const;

const since = (type: string): number => (type === 'user' ? 0 : Number.POSITIVE_INFINITY);

/** What a store says, now or as of a revision; arrivals of repetitions apart. */
async function said(store: FeatureStore, asOf?: number): Promise<Record<string, unknown>> {
  const types = async <T>(read: (type: string) => Promise<T>): Promise<T[]> => Promise.all(TYPES.map(read));
  const midnights = async <T>(read: (midnight: number) => Promise<T>): Promise<T[]> => Promise.all(MIDNIGHTS.map(read));
  const events = (type: string, from: number, to: number): Promise<unknown[]> =>
    Promise.all(
      IDS.map(async (id) =>
        (await store.eventsOf({ type, id }, from, to, asOf)).map((row) => ({ ...row, arrived: 0 })),
      ),
    );
  const rows = async (midnight: number, from?: typeof since): Promise<string> =>
    Buffer.concat(await collect(store.acceptedRows(everySalt, midnight, from, asOf))).toString();
  return {
    events: await types((type) => events(type, ...everTime)),
    someEvents: await types((type) => events(type, 1, US_A_DAY)),
    accepted: await midnights((midnight) => rows(midnight)),
    acceptedSince: await midnights((midnight) => rows(midnight, since)),
    attributes: await midnights((midnight) => types((type) => store.attributesAt(type, IDS, midnight, asOf))),
    links: await midnights((midnight) => store.linksAt(IDS, midnight, asOf)),
    opportunities: await midnights((midnight) => collect(store.opportunitiesAt(everySalt, midnight, asOf))),
    known: await store.knownOpportunities(IDS, asOf),
  };
}

/** `type/id day` of every event of a store's answer. */
async function eventsByDay(store: FeatureStore, asOf?: number): Promise<Map<string, string>> {
  const days = new Map<string, string>();
  for (const type of TYPES) {
    for (const id of IDS) {
      for (const row of await store.eventsOf({ type, id }, ...everTime, asOf)) {
        const name = `${type}/${id} ${Math.floor(row.time / US_A_DAY)}`;
        days.set(name, `${days.get(name) ?? ''}${JSON.stringify({ ...row, arrived: 0 })}`);
      }
    }
  }
  return days;
}

async function changedSince(store: FeatureStore, revision: number): Promise<Set<string>> {
  const names = TYPES.map(async (type) => {
    const days = await store.changedDaysSince(type, IDS, revision, ...EVER);
    return days.flatMap((ofId, i) => ofId.map((d) => `${type}/${IDS[i]!} ${d}`));
  });
  return new Set((await Promise.all(names)).flat());
}

export function asOfContract({ empty, again }: FreshStores): void {
  describe('as known then', () => {
    it('every read says at each revision what it said then', async () => {
      await fc.assert(
        fc.asyncProperty(batches, async (all) => {
          const store = await empty();
          const then = new Map([[0, await said(store)]]);
          for (const batch of all) {
            await put(store, batch);
            then.set(await store.revision(), await said(store));
          }
          const opened = await again(store);
          for (const [revision, expected] of then) expect(await said(opened, revision)).toEqual(expected);
          expect(await said(opened, Number.MAX_SAFE_INTEGER)).toEqual(await said(store));
        }),
        { numRuns: 20 },
      );
    });

    it('every day whose events differ from those of a revision is named, and no day that no batch touched', async () => {
      await fc.assert(
        fc.asyncProperty(batches, async (all) => {
          const store = await empty();
          const seen: [revision: number, days: Map<string, string>][] = [];
          for (const batch of all) {
            seen.push([await store.revision(), await eventsByDay(store)]);
            await put(store, batch);
          }
          const steps = [...seen, [await store.revision(), await eventsByDay(store)] as const];
          for (const [i, [revision]] of seen.entries()) {
            const differs = (a: Map<string, string>, b: Map<string, string>): string[] =>
              [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name));
            const touched = steps.slice(i + 1).flatMap(([, days], j) => differs(steps[i + j]![1], days));
            const found = await changedSince(store, revision);
            expect([...found]).toEqual(expect.arrayContaining(differs(steps[i]![1], steps.at(-1)![1])));
            expect(touched).toEqual(expect.arrayContaining([...found]));
          }
        }),
        { numRuns: 20 },
      );
    });

    it('a day is asked for within its bounds, and an id at its place', async () => {
      const store = await empty();
      const [first, second] = [day('2026-03-01'), day('2026-03-02')];
      await store.putEvents([event({ eventId: 'a' }), event({ eventId: 'b', on: '2026-03-02T10:00:00Z' })]);
      const days = (from: number, to: number): Promise<(readonly number[])[]> =>
        store.changedDaysSince('user', ['nobody', 'u', 'u'], 0, from, to);
      expect(await days(first, second)).toEqual([[], [first, second], [first, second]]);
      expect(await days(second, second)).toEqual([[], [second], [second]]);
      expect(await days(second, first)).toEqual([[], [], []]);
      expect(await store.changedDaysSince('phone', ['u'], 0, first, second)).toEqual([[]]);
      expect(await store.changedDaysSince('user', ['u'], await store.revision(), first, second)).toEqual([[]]);
      expect(await store.changedDaysSince('user', [], 0, first, second)).toEqual([]);
    });

    it('an event that is corrected again and again has been each correction', async () => {
      const store = await empty();
      for (let i = 1; i <= 30; i++)
        await store.putEvents([event({ arrived: i, valueText: String(i), id: i % 3 === 0 ? 'v' : 'u' })]);
      for (const i of [1, 2, 3, 29, 30]) {
        const found = await Promise.all(['u', 'v'].map((id) => store.eventsOf({ type: 'user', id }, ...everTime, i)));
        expect(found.flat().map(({ valueText }) => valueText)).toEqual([String(i)]);
      }
    });

    it('what is delivered again unchanged is known as long as before', async () => {
      const store = await empty();
      const putAll = async (arrived: number): Promise<void> => {
        await store.putEvents([event({ arrived })]);
        await store.putVersions([version('o', '2026-03-01', undefined, { arrived })]);
        await store.putLinks([link('o', 'user', 'u', '2026-03-01', undefined, arrived)]);
      };
      await putAll(1);
      const [revision, then] = [await store.revision(), await said(store)];
      await putAll(2);
      expect(await store.revision()).toBe(revision);
      expect(await said(store, revision)).toEqual(then);
      await store.putEvents([event({ eventId: 'other' })]);
      await putAll(3);
      expect(await said(store, revision)).toEqual(then);
      expect(await store.attributesAt('opportunity', ['o'], at('2026-03-02'), revision)).not.toEqual([undefined]);
      expect(await store.linksAt(['o'], at('2026-03-02'), revision)).toEqual([[{ type: 'user', id: 'u' }]]);
    });

    it('a new store knows everything, and a revision to come is now', async () => {
      const store = await empty();
      expect(await store.knownSince()).toBe(0);
      await store.putVersions([version('o', '2026-03-01', undefined)]);
      await store.putLinks([link('o', 'user', 'u', '2026-03-01')]);
      expect(await store.knownSince()).toBe(0);
      expect(await store.linksAt(['o'], at('2026-03-02'), 99)).toEqual(await store.linksAt(['o'], at('2026-03-02')));
    });

    it('holds over many entities, more than a page of them, and ranges of salts', async () => {
      const store = await empty();
      const ids = Array.from({ length: 1_500 }, (_, i) => `u${i}`);
      await store.putEvents(ids.map((id) => event({ eventId: id, id })));
      const [revision, then] = [await store.revision(), await accepted(store)];
      const changes = ids.map((id, i) => event({ eventId: id, arrived: 1, id: i % 2 === 0 ? `moved${i}` : id }));
      await store.putEvents(changes.filter((_, i) => i % 3 !== 0));
      await store.putEvents(
        ids.filter((_, i) => i % 5 === 0).map((id) => event({ eventId: id, id, arrived: 2, op: 'delete' })),
      );
      await store.putEvents(ids.map((id) => event({ eventId: `new ${id}`, id })));
      const parts = [0, 20_000, 20_001, 50_000, 65_536];
      const texts: string[] = [];
      for (const [i, from] of parts.slice(0, -1).entries()) {
        const rows = await collect(store.acceptedRows({ from, to: parts[i + 1]! }, 9e15, undefined, revision));
        texts.push(Buffer.concat(rows).toString());
      }
      expect(texts.join('')).toBe(then);
    });

    it('stays what it was while the store is written', async () => {
      const store = await empty();
      const ids = Array.from({ length: 2_400 }, (_, i) => `u${i}`);
      const attrsText = JSON.stringify({ text: 'x'.repeat(60) });
      await store.putEvents(ids.map((id) => event({ eventId: id, id, attrsText })));
      await store.putVersions(ids.map((id) => version(id, '2026-03-01', undefined)));
      await store.putLinks(ids.map((id) => link(id, 'user', id, '2026-03-01')));
      const [revision, then] = [await store.revision(), await accepted(store)];
      const texts: string[] = [];
      for await (const bytes of store.acceptedRows(everySalt, 9e15, undefined, revision)) {
        texts.push(Buffer.from(bytes).toString());
        const [round, rounds] = [texts.length, 4];
        const some = ids.filter((_, i) => i % rounds === round % rounds);
        await store.putEvents(
          some.map((id, i) =>
            i % 2 === 0
              ? event({ eventId: id, id: `${i % 3}`, arrived: round, attrsText })
              : event({ eventId: id, id, arrived: round, op: 'delete' }),
          ),
        );
        await store.putVersions(some.map((id) => version(id, '2026-03-01', '2026-03-05', { arrived: round })));
        await store.putLinks(some.map((id) => link(id, 'user', id, '2026-03-01', '2026-03-05', round)));
      }
      expect(texts.length).toBeGreaterThan(4);
      expect(texts.join('')).toBe(then);
      expect(await accepted(store)).not.toBe(then);
    });

    it('is missing what retention dropped, with what it had said in its place, but not what it had said elsewhere', async () => {
      const store = await empty();
      await store.putEvents([event({ eventId: 'moved', on: '2026-03-09T10:00:00Z' })]);
      await store.putEvents([event({ eventId: 'moved', arrived: 1, valueText: '2' })]);
      await store.putEvents([event({ eventId: 'moved', arrived: 2, valueText: '3' }), event({ eventId: 'stays' })]);
      await putDaysNow(store, []);
      const stored = await collect(store.eventsBackwards(everySalt));
      await store.dropEvents(stored.filter(({ eventId }) => eventId === 'moved'));
      const values = await Promise.all(
        [1, 2, 3, 4].map(async (asOf) =>
          (await store.eventsOf({ type: 'user', id: 'u' }, ...everTime, asOf)).map(
            (row) => row.eventId + row.valueText,
          ),
        ),
      );
      expect(values).toEqual([['moved1'], [], ['stays1'], ['stays1']]);
      await store.putEvents([event({ eventId: 'moved', arrived: 3, valueText: '4' })]);
      const back = await store.eventsOf({ type: 'user', id: 'u' }, ...everTime, 4);
      expect(back.map(({ eventId }) => eventId)).toEqual(['stays']);
    });
  });
}

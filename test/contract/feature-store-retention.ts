import { describe, expect, it } from 'vitest';
import type { EventRow } from '../../domain/rows.ts';
import { saltOf, SALTS } from '../../domain/salt.ts';
import type { StoredEvent } from '../../stores/event-table.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { collect, type FreshStores } from './fresh-stores.ts';
import { accepted, at, day, event, everTime, everySalt, putDaysNow, stale } from './store-rows.ts';

const stored = (store: FeatureStore, range = everySalt): Promise<StoredEvent[]> =>
  collect(store.eventsBackwards(range));
const idsOf = async (store: FeatureStore): Promise<string[]> => (await stored(store)).map(({ eventId }) => eventId);
const only = async (store: FeatureStore, eventId: string): Promise<StoredEvent[]> =>
  (await stored(store)).filter((found) => found.eventId === eventId);

/** Two events on the first day of March, one on the second. */
const threeEvents = [
  event({ eventId: 'a' }),
  event({ eventId: 'b', feature: 'call' }),
  event({ eventId: 'c', on: '2026-03-02T10:00:00Z' }),
];
const cellsOf = async (store: FeatureStore): Promise<number[]> =>
  Array.from((await store.readDays('user', ['u'], day('2026-01-01'), day('2026-12-31'))).day);
const fold = (store: FeatureStore): Promise<void> =>
  putDaysNow(
    store,
    ['2026-03-01', '2026-03-02'].map((date) => ({ type: 'user', id: 'u', day: day(date), cell: Uint8Array.of(7) })),
  );

export function retentionContract({ empty }: FreshStores): void {
  describe('events read backwards', () => {
    it('come entity by entity, newest first, then by event id, the current ones alone', async () => {
      const store = await empty();
      await store.putEvents([
        ...['a', '\u{1F600}', '￿'].map((eventId) => event({ eventId })),
        event({ eventId: 'newer', on: '2026-03-02T10:00:00Z' }),
        event({ eventId: 'moved', id: 'v', arrived: 1 }),
        event({ eventId: 'moved', arrived: 2, on: '1969-12-31T00:00:00Z', feature: 'call' }),
        event({ eventId: 'deleted', op: 'delete' }),
      ]);
      const found = await stored(store);
      expect(found.map(({ eventId }) => eventId)).toEqual(['newer', '\u{1F600}', '￿', 'a', 'moved']);
      expect(found[4]).toMatchObject({ type: 'user', id: 'u', feature: 'call', time: at('1969-12-31T00:00:00Z') });
      for (const { bytes } of found) expect(bytes).toBeGreaterThan(40);
    });

    it('are those of the salt range', async () => {
      const store = await empty();
      const ids = Array.from({ length: 40 }, (_, i) => `u${i}`);
      await store.putEvents(ids.map((id) => event({ eventId: id, id })));
      const salt = saltOf('u7');
      const parts = [
        { from: 0, to: salt },
        { from: salt, to: salt + 1 },
        { from: salt + 1, to: SALTS },
      ];
      const found = await Promise.all(parts.map((range) => stored(store, range)));
      expect(found[1]?.map(({ id }) => id)).toEqual(ids.filter((id) => saltOf(id) === salt));
      expect(found.flat().map(({ id }) => id)).toHaveLength(40);
      expect(new Set(found.flat().map(({ id }) => id))).toEqual(new Set(ids));
    });

    it('may be dropped while they are read', async () => {
      const store = await empty();
      const rows = Array.from({ length: 3_000 }, (_, i) =>
        event({ eventId: `e${i}`, id: `u${i % 3}`, time: at('2026-03-01') + i }),
      );
      await store.putEvents(rows);
      const seen: string[] = [];
      let batch: StoredEvent[] = [];
      for await (const found of store.eventsBackwards(everySalt)) {
        seen.push(found.eventId);
        if (seen.length % 7 !== 0) batch.push(found);
        if (batch.length < 60) continue;
        await store.dropEvents(batch);
        batch = [];
      }
      await store.dropEvents(batch);
      expect(seen).toHaveLength(3_000);
      expect(new Set(seen).size).toBe(3_000);
      expect(await idsOf(store)).toEqual(seen.filter((_, i) => (i + 1) % 7 === 0));
    });
  });

  describe('dropped events', () => {
    it('are gone with what the store knew of them, and the others are as they were', async () => {
      const [store, never] = [await empty(), await empty()];
      await store.putEvents(threeEvents);
      await store.putEvents([event({ eventId: 'a', arrived: 9 })]);
      await never.putEvents(threeEvents.slice(1));
      expect(await store.dropEvents(await only(store, 'a'))).toBe(1);
      expect(await store.eventVersions('a')).toEqual([]);
      expect(await accepted(store)).toBe(await accepted(never));
      expect(await store.eventsOf(event({}), ...everTime)).toEqual(threeEvents.slice(1));
    });

    it('make no day stale and change no cell, but for that of a day without any event left', async () => {
      const store = await empty();
      await store.putEvents(threeEvents);
      await fold(store);
      const [a, b] = [await only(store, 'a'), await only(store, 'b')];
      await store.dropEvents(a);
      expect(await cellsOf(store)).toEqual([day('2026-03-02'), day('2026-03-01')]);
      await store.dropEvents(b);
      expect(await cellsOf(store)).toEqual([day('2026-03-02')]);
      expect(await stale(store)).toEqual([]);
    });

    it('leave stale days stale', async () => {
      const store = await empty();
      await store.putEvents(threeEvents);
      await store.dropEvents(await stored(store));
      expect(await stale(store)).toEqual(['user/u 2026-03-01', 'user/u 2026-03-02']);
      expect(await accepted(store)).toBe('');
    });

    it('empty local days, also one of 25 hours', async () => {
      // The clocks of Havana go back from 01:00 to 00:00 on 3 November 2024.
      const store = await empty('America/Havana');
      const times = ['2024-11-03T04:30:00Z', '2024-11-03T05:30:00Z', '2024-11-04T04:59:59Z', '2024-11-04T05:00:00Z'];
      await store.putEvents(times.map((on, i) => event({ eventId: `e${i}`, on })));
      const cells = [day('2024-11-03'), day('2024-11-04')];
      await putDaysNow(
        store,
        cells.map((d) => ({ type: 'user', id: 'u', day: d, cell: Uint8Array.of(1) })),
      );
      const left = async (): Promise<number[]> => Array.from((await store.readDays('user', ['u'], 0, 30_000)).day);
      await store.dropEvents([...(await only(store, 'e0')), ...(await only(store, 'e2'))]);
      expect(await left()).toEqual([...cells].reverse());
      await store.dropEvents(await only(store, 'e1'));
      expect(await left()).toEqual([day('2024-11-04')]);
    });

    it('are not dropped from another place than they were seen in', async () => {
      const store = await empty();
      await store.putEvents(threeEvents);
      const seen = await stored(store);
      await store.putEvents([
        event({ eventId: 'a', arrived: 1, on: '2026-03-05T10:00:00Z' }),
        event({ eventId: 'b', arrived: 1, feature: 'login' }),
        event({ eventId: 'c', arrived: 1, op: 'delete' }),
      ]);
      const [before, revision] = [await accepted(store), await store.revision()];
      expect(await store.dropEvents(seen)).toBe(0);
      expect([await accepted(store), await store.revision()]).toEqual([before, revision]);
    });

    it('are dropped once, and the revision grows then', async () => {
      const store = await empty();
      await store.putEvents(threeEvents);
      const seen = await stored(store);
      const revision = await store.revision();
      expect(await store.dropEvents([...seen, ...seen])).toBe(3);
      expect(await store.revision()).toBeGreaterThan(revision);
      const after = await store.revision();
      expect(await store.dropEvents(seen)).toBe(0);
      expect(await store.revision()).toBe(after);
    });

    it('come in anew when they are delivered again', async () => {
      const store = await empty();
      await store.putEvents(threeEvents);
      await store.dropEvents(await stored(store));
      expect(await store.putEvents(threeEvents)).toEqual({ added: 3, replaced: 0, same: 0 });
      expect(await idsOf(store)).toEqual(['c', 'b', 'a']);
    });
  });

  describe('a dropped event that had said something else before', () => {
    const before = event({ arrived: 1, on: '2026-03-09T10:00:00Z' });
    const last = event({ arrived: 2 });
    const dropped = async (empties: FreshStores['empty']): Promise<FeatureStore> => {
      const store = await empties();
      await store.putEvents([before]);
      await store.putEvents([last]);
      await store.dropEvents(await stored(store));
      for await (const { type, id, days } of store.staleDays(everySalt)) {
        await putDaysNow(
          store,
          days.map((d) => ({ type, id, day: d, cell: undefined })),
        );
      }
      return store;
    };
    const again = async (...rows: EventRow[]): Promise<FeatureStore> => {
      const store = await dropped(empty);
      await store.putEvents(rows);
      return store;
    };

    it('leaves its versions behind, and no more', async () => {
      const store = await dropped(empty);
      expect(await store.eventVersions('e')).toEqual([before, last]);
      expect(await accepted(store)).toBe('');
      expect(await store.eventsOf(event({}), ...everTime)).toEqual([]);
    });

    it('does not come back when an older version, or the same, is delivered again', async () => {
      for (const rows of [[before], [last], [before, last]]) {
        const store = await again(...rows);
        expect([await accepted(store), await stale(store)]).toEqual(['', []]);
        expect((await store.eventVersions('e')).at(-1)).toEqual(last);
      }
    });

    it('comes back with a newer version, also with one that says the same, and can be dropped again', async () => {
      const newer = event({ arrived: 3, on: '2026-03-08T10:00:00Z' });
      for (const [row, date] of [
        [newer, '2026-03-08'],
        [{ ...last, arrived: 3 }, '2026-03-01'],
      ] as const) {
        const store = await again(row);
        expect(await store.eventsOf({ type: 'user', id: 'u' }, ...everTime)).toEqual([row]);
        expect(await stale(store)).toEqual([`user/u ${date}`]);
        expect(await store.dropEvents(await stored(store))).toBe(1);
        await store.putEvents([before]);
        expect(await accepted(store)).toBe('');
        expect((await store.eventVersions('e')).at(-1)).toEqual(row);
      }
    });
  });

  describe('accepted rows from some time on', () => {
    const since = (type: string, feature: string): number =>
      feature === 'login' ? at('2026-03-02') : type === 'user' ? at('2026-03-01') : Number.POSITIVE_INFINITY;
    const text = async (store: FeatureStore, midnight = Number.POSITIVE_INFINITY): Promise<string> =>
      Buffer.concat(await collect(store.acceptedRows(everySalt, midnight, since))).toString();

    it('leave out what happened before, by type and feature', async () => {
      const [all, some] = [await empty(), await empty()];
      await all.putEvents([...threeEvents, event({ eventId: 'd', on: '2026-02-28T23:59:59Z', feature: 'call' })]);
      await some.putEvents(threeEvents.slice(1));
      expect(await text(all)).toBe(await accepted(some));
    });

    it('name an opportunity that has an event before midnight, once and only then', async () => {
      const store = await empty();
      const known = (eventId: string, on: string): EventRow => event({ eventId, on, type: 'opportunity', id: 'o' });
      await store.putEvents([known('x', '2026-02-01T00:00:00Z'), known('y', '2026-02-02T00:00:00Z'), threeEvents[0]!]);
      expect(await text(store)).toBe('["known","o"]\n');
      expect(await text(store, at('2026-02-01'))).toBe('');
    });
  });
}

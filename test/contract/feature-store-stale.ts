import { describe, expect, it } from 'vitest';
import { saltOf, SALTS } from '../../domain/salt.ts';
import { collect, type FreshStores } from './fresh-stores.ts';
import { at, day, event, everySalt, putDaysNow, stale } from './store-rows.ts';

const cell = Uint8Array.of(1);

export function staleContract({ empty, again }: FreshStores): void {
  describe('stale days', () => {
    it('are the days of new events, in the zone of the calendar', async () => {
      const store = await empty('Asia/Shanghai');
      await store.putEvents([
        event({ on: '2026-03-01T15:59:59.999Z' }),
        event({ eventId: 'f', on: '2026-03-01T16:00:00Z' }),
      ]);
      expect(await stale(store)).toEqual(['user/u 2026-03-01', 'user/u 2026-03-02']);
    });

    it('are local dates where a day has 23 or 25 hours', async () => {
      const store = await empty('Europe/Amsterdam');
      const times = ['2026-03-28T22:59:59Z', '2026-03-28T23:00:00Z', '2026-03-29T21:59:59Z', '2026-03-29T22:00:00Z'];
      await store.putEvents(times.map((on, i) => event({ eventId: `spring${i}`, id: `spring${i}`, on })));
      const autumn = ['2026-10-24T21:59:59Z', '2026-10-24T22:00:00Z', '2026-10-25T22:59:59Z', '2026-10-25T23:00:00Z'];
      await store.putEvents(autumn.map((on, i) => event({ eventId: `autumn${i}`, id: `autumn${i}`, on })));
      expect(await stale(store)).toEqual([
        ...['24', '25', '25', '26'].map((date, i) => `user/autumn${i} 2026-10-${date}`),
        ...['28', '29', '29', '30'].map((date, i) => `user/spring${i} 2026-03-${date}`),
      ]);
    });

    it('are both days of both entities when a correction moves an event', async () => {
      const store = await empty();
      await store.putEvents([event({ arrived: 1 })]);
      await putDaysNow(store, [{ type: 'user', id: 'u', day: day('2026-03-01'), cell }]);
      expect(await stale(store)).toEqual([]);
      await store.putEvents([event({ arrived: 2, type: 'phone', id: 'p', on: '2026-02-27T10:00:00Z' })]);
      expect(await stale(store)).toEqual(['phone/p 2026-02-27', 'user/u 2026-03-01']);
    });

    it('are the day of an event that is deleted, and of one that comes back', async () => {
      const store = await empty();
      const days = [{ type: 'user', id: 'u', day: day('2026-03-01'), cell }];
      for (const op of ['upsert', 'delete', 'upsert'] as const) {
        await store.putEvents([
          event({ arrived: (await store.revision()) + 1, op, id: op === 'delete' ? 'elsewhere' : 'u' }),
        ]);
        expect(await stale(store)).toEqual(['user/u 2026-03-01']);
        await putDaysNow(store, days);
      }
    });

    it('are none when the same content is delivered again later, or an older version comes late', async () => {
      const store = await empty();
      await store.putEvents([event({ arrived: 5 })]);
      await putDaysNow(store, [{ type: 'user', id: 'u', day: day('2026-03-01'), cell }]);
      await store.putEvents([
        event({ arrived: 9 }),
        event({ arrived: 7, id: 'v' }),
        event({ arrived: 1, op: 'delete' }),
      ]);
      expect(await stale(store)).toEqual([]);
      expect((await store.eventVersions('e')).map((e) => e.arrived)).toEqual([1, 5, 7, 9]);
    });

    it('are none for versions that came and went within one batch', async () => {
      const store = await empty();
      await store.putEvents([event({ arrived: 1, id: 'passing' }), event({ arrived: 2 })]);
      expect(await stale(store)).toEqual(['user/u 2026-03-01']);
      await store.putEvents([
        event({ eventId: 'gone', id: 'gone', arrived: 1 }),
        event({ eventId: 'gone', op: 'delete', arrived: 2 }),
      ]);
      expect(await stale(store)).toEqual(['user/u 2026-03-01']);
    });

    it('come an entity once, days ascending, also before 1970, and only those of the salt range', async () => {
      const store = await empty();
      const dates = ['2026-03-02', '1969-12-30', '2026-03-01', '1970-01-01', '1969-12-31'];
      const ids = ['a', 'b', '\u{1F600}', '￿'];
      await store.putEvents(
        ids.flatMap((id) => dates.map((date) => event({ eventId: `${id}${date}`, id, on: `${date}T10:00:00Z` }))),
      );
      const found = await collect(store.staleDays(everySalt));
      expect(found).toHaveLength(ids.length);
      const ascending = [...dates].sort().map(day);
      for (const { days } of found) expect(days).toEqual(ascending);
      expect(found.map(({ id }) => id)).toEqual([...ids].sort((a, b) => saltOf(a) - saltOf(b)));
      const salt = saltOf('a');
      expect((await collect(store.staleDays({ from: salt, to: salt + 1 }))).map(({ id }) => id)).toEqual(['a']);
      const around = [
        ...(await collect(store.staleDays({ from: 0, to: salt }))),
        ...(await collect(store.staleDays({ from: salt + 1, to: SALTS }))),
      ];
      expect(around.map(({ id }) => id)).toEqual(found.map(({ id }) => id).filter((id) => id !== 'a'));
    });

    it('may be made fresh while they are read', async () => {
      const store = await empty();
      const ids = Array.from({ length: 1_500 }, (_, i) => `u${i}`);
      await store.putEvents(ids.map((id) => event({ eventId: id, id })));
      let seen = 0;
      for await (const { type, id, days } of store.staleDays(everySalt)) {
        seen += 1;
        await putDaysNow(
          store,
          days.map((d) => ({ type, id, day: d, cell })),
        );
      }
      expect(seen).toBe(ids.length);
      expect(await stale(store)).toEqual([]);
    });

    it('stay when the mark is younger than what the folding has seen', async () => {
      const store = await empty();
      await store.putEvents([event({}), event({ eventId: 'other', id: 'v' })]);
      const seen = await store.revision();
      await store.putEvents([event({ eventId: 'meanwhile' })]);
      const days = ['u', 'v'].map((id) => ({ type: 'user', id, day: day('2026-03-01'), cell }));
      await store.putDays(days, seen);
      expect(await stale(store)).toEqual(['user/u 2026-03-01']);
      await store.putDays(days, await store.revision());
      expect(await stale(store)).toEqual([]);
    });

    it('are left alone by a fold that wakes up when another one has made them from later events', async () => {
      const store = await empty();
      await store.putEvents([event({}), event({ eventId: 'other', id: 'v' })]);
      const asleep = await store.revision();
      await store.putEvents([event({ eventId: 'later' })]);
      const [on, first] = [day('2026-03-01'), { type: 'user', id: 'u' }];
      await store.putDays([{ ...first, day: on, cell: Uint8Array.of(2) }], await store.revision(), 'marked');
      const late = [
        { ...first, day: on, cell },
        { ...first, id: 'v', day: on, cell },
      ];
      await store.putDays(late, asleep, 'marked');
      const cells = await store.readDays('user', ['u', 'v'], on, on);
      expect([...cells.bytes]).toEqual([2, 1]);
      expect(await stale(store)).toEqual([]);
    });

    it('are all days of a type when they are marked: those of its events and those that MID has', async () => {
      const store = await empty();
      const moved = [
        event({ arrived: 1 }),
        event({ eventId: 'x', type: 'use', id: 'r' }),
        event({ eventId: 'y', type: 'usex', id: 'r' }),
      ];
      await store.putEvents([...moved, event({ eventId: 'z', id: 'v', on: '1969-12-31T10:00:00Z' })]);
      const [first, old] = [day('2026-03-01'), day('1969-12-31')];
      await putDaysNow(store, [
        { type: 'user', id: 'u', day: first, cell },
        { type: 'user', id: 'v', day: old, cell },
        { type: 'use', id: 'r', day: first, cell },
        { type: 'usex', id: 'r', day: first, cell },
        { type: 'user', id: 'only in MID', day: day('2020-02-29'), cell },
      ]);
      const revision = await store.revision();
      await store.markAllStale('user');
      await store.markAllStale('user');
      const marked = ['user/only in MID 2020-02-29', 'user/u 2026-03-01', 'user/v 1969-12-31'];
      expect(await stale(store)).toEqual(marked);
      expect(await store.revision()).toBe(revision);
      await store.markAllStale('nothing of this type');
      expect(await stale(store)).toEqual(marked);
    });

    it('are the days of the new zone, and the old ones that MID has, when a zone changed', async () => {
      const store = await empty('UTC');
      await store.putEvents([event({ on: '2026-03-01T20:00:00Z' })]);
      await putDaysNow(store, [{ type: 'user', id: 'u', day: day('2026-03-01'), cell }]);
      const moved = await again(store, 'Asia/Shanghai');
      await moved.markAllStale('user');
      expect(await stale(moved)).toEqual(['user/u 2026-03-01', 'user/u 2026-03-02']);
    });

    it('are marked for a type of many entities', async () => {
      const store = await empty();
      const rows = Array.from({ length: 12_000 }, (_, i) =>
        event({ eventId: `e${i}`, id: `u${i % 6_000}`, time: at('2026-03-01') + (i % 2) * 1e12 }),
      );
      await store.putEvents(rows);
      const before = await stale(store);
      const entities = await collect(store.staleDays(everySalt));
      await putDaysNow(
        store,
        entities.flatMap(({ type, id, days }) => days.map((d) => ({ type, id, day: d, cell: undefined }))),
      );
      expect(await stale(store)).toEqual([]);
      await store.markAllStale('user');
      expect(await stale(store)).toEqual(before);
    });
  });
}

import { describe, expect, it } from 'vitest';
import type { FreshStores } from './fresh-stores.ts';
import { at, event, everTime } from './store-rows.ts';

const user = { type: 'user', id: 'u' };

export function eventContract({ empty, again }: FreshStores): void {
  describe('events', () => {
    it('knows nothing of an event that never came', async () => {
      const store = await empty();
      expect(await store.eventVersions('e')).toEqual([]);
      expect(await store.eventsOf(user, ...everTime)).toEqual([]);
      expect(await store.putEvents([])).toEqual({ added: 0, replaced: 0, same: 0 });
    });

    it('gives an event back as it was delivered, every field', async () => {
      const store = await empty();
      const rows = [
        event({
          eventId: 'plain',
          attrsText: '{"a":"ü \\u0000 \u{1F600}"}',
          valueText: ' 01.50 ',
          line: '',
          arrived: at('2026-03-02'),
        }),
        event({
          eventId: 'no value',
          valueText: '',
          feature: 'logout',
          on: '2026-03-01T10:00:00.123Z',
          time: at('2026-03-01T10:00:00.123Z') + 456,
        }),
        event({ eventId: 'before 1970', on: '1969-12-31T23:59:59.999Z', arrived: -5 }),
        event({ eventId: 'far', on: '9999-12-31T00:00:00Z' }),
      ];
      expect(await store.putEvents(rows)).toEqual({ added: 4, replaced: 0, same: 0 });
      for (const row of rows) expect(await store.eventVersions(row.eventId)).toEqual([row]);
      expect(await store.eventsOf(user, ...everTime)).toEqual([rows[2], rows[0], rows[1], rows[3]]);
    });

    it('gives the events of one entity from a time up to but not including another', async () => {
      const store = await empty();
      const noon = at('2026-03-01T12:00:00Z');
      const near = [-1, 0, 1].map((shift) => event({ eventId: `e${shift}`, time: noon + shift }));
      const others = [
        event({ eventId: 'x', id: 'u2', time: noon }),
        event({ eventId: 'y', type: 'use', id: 'ru', time: noon }),
      ];
      await store.putEvents([...near, ...others]);
      expect((await store.eventsOf(user, noon, noon + 1)).map((e) => e.eventId)).toEqual(['e0']);
      expect((await store.eventsOf(user, noon - 1, noon)).map((e) => e.eventId)).toEqual(['e-1']);
      expect(await store.eventsOf(user, noon, noon)).toEqual([]);
      expect(await store.eventsOf({ type: 'user', id: '' }, ...everTime)).toEqual([]);
    });

    it('orders events of one instant by event id by code point', async () => {
      const store = await empty();
      const ids = ['￿', '\u{1F600}', 'a', 'B', '10', '9', 'ab', 'é'];
      await store.putEvents(ids.map((eventId) => event({ eventId })));
      const sorted = [...ids].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect((await store.eventsOf(user, ...everTime)).map((e) => e.eventId)).toEqual(sorted);
    });

    it('counts what a batch did: new, another version, an exact repetition', async () => {
      const store = await empty();
      const first = event({ arrived: 1 });
      const later = event({ arrived: 2 });
      expect(await store.putEvents([first, first, later])).toEqual({ added: 1, replaced: 1, same: 1 });
      expect(await store.putEvents([first, later])).toEqual({ added: 0, replaced: 0, same: 2 });
      expect(await store.putEvents([event({ arrived: 0 })])).toEqual({ added: 0, replaced: 1, same: 0, lost: 1 });
    });

    it('keeps every version with its arrival, oldest first, also many deliveries of the same content', async () => {
      const store = await empty();
      const [a, b] = [{ valueText: '1' }, { valueText: '2' }];
      const history = [a, a, a, b, a, a].map((content, i) => event({ ...content, arrived: i * 10 }));
      for (const row of [3, 0, 5, 2, 1, 4]) await store.putEvents(history.slice(row, row + 1));
      expect(await store.eventVersions('e')).toEqual(history);
      expect(await store.eventsOf(user, ...everTime)).toEqual(history.slice(-1));
    });

    it('takes the latest arrival, whatever the order in which versions come', async () => {
      const store = await empty();
      await store.putEvents([event({ arrived: 2, valueText: 'new' })]);
      await store.putEvents([event({ arrived: 1, valueText: 'old' })]);
      expect((await store.eventsOf(user, ...everTime)).map((e) => e.valueText)).toEqual(['new']);
    });

    it('breaks ties of arrival by a delete, then by the greatest row as text', async () => {
      const store = await empty();
      const tied = [event({ valueText: '9' }), event({ valueText: '10' }), event({ valueText: '9', attrsText: '{}' })];
      await store.putEvents(tied);
      expect((await store.eventsOf(user, ...everTime)).map((e) => [e.valueText, e.attrsText])).toEqual([['9', '{}']]);
      await store.putEvents([event({ op: 'delete', valueText: '' })]);
      expect(await store.eventsOf(user, ...everTime)).toEqual([]);
      expect((await store.eventVersions('e')).map((e) => e.op)).toEqual(['upsert', 'upsert', 'upsert', 'delete']);
    });

    it('moves an event whose correction names another entity, type, time or line', async () => {
      const store = await empty();
      const places = [
        event({ arrived: 1 }),
        event({ arrived: 2, id: 'v' }),
        event({ arrived: 3, type: 'phone', id: 'v' }),
        event({ arrived: 4, type: 'phone', id: 'v', on: '2026-02-01T10:00:00Z' }),
        event({ arrived: 5, type: 'phone', id: 'v', on: '2026-02-01T10:00:00Z', line: '02' }),
      ];
      for (const [i, row] of places.entries()) {
        await store.putEvents([row]);
        const found = await Promise.all(
          [user, { type: 'user', id: 'v' }, { type: 'phone', id: 'v' }].map((entity) =>
            store.eventsOf(entity, ...everTime),
          ),
        );
        expect(found.flat()).toEqual([row]);
        expect(await store.eventVersions('e')).toEqual(places.slice(0, i + 1));
      }
    });

    it('keeps a deleted event deleted until a later version comes, and knows all of them', async () => {
      const store = await empty();
      const rows = [
        event({ op: 'delete', arrived: 5, type: 'other', id: '', on: '2020-01-01T00:00:00Z' }),
        event({ arrived: 4 }),
        event({ arrived: 6, valueText: '7' }),
        event({ arrived: 7, op: 'delete' }),
      ];
      await store.putEvents(rows.slice(0, 1));
      await store.putEvents(rows.slice(1, 2));
      expect(await store.eventsOf(user, ...everTime)).toEqual([]);
      await store.putEvents(rows.slice(2, 3));
      expect((await store.eventsOf(user, ...everTime)).map((e) => e.valueText)).toEqual(['7']);
      await store.putEvents(rows.slice(3));
      expect(await store.eventsOf(user, ...everTime)).toEqual([]);
      expect((await store.eventVersions('e')).map((e) => e.arrived)).toEqual([4, 5, 6, 7]);
    });

    it('takes ids of 400 bytes, and ids that begin alike apart', async () => {
      const store = await empty();
      const long = 'é'.repeat(200);
      const rows = ['a', 'ab', 'a b', long].flatMap((id) => [
        event({ eventId: `${id}-1`, id, type: 'user' }),
        event({ eventId: `${id}-2`, id, type: id }),
      ]);
      await store.putEvents(rows);
      for (const row of rows) expect(await store.eventsOf(row, ...everTime)).toEqual([row]);
    });

    it('reads more events of one entity than a page holds', async () => {
      const store = await empty();
      const many = Array.from({ length: 3_000 }, (_, i) => event({ eventId: `e${i}`, time: i }));
      await store.putEvents(many);
      expect(await store.eventsOf(user, ...everTime)).toEqual(many);
    });

    it('keeps everything when it is closed and opened again', async () => {
      const store = await empty();
      await store.putEvents([event({})]);
      const revision = await store.revision();
      await store.close();
      const reopened = await again(store);
      expect(await reopened.eventVersions('e')).toEqual([event({})]);
      expect(await reopened.revision()).toBe(revision);
    });
  });
}

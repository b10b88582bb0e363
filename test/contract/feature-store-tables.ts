import { describe, expect, it } from 'vitest';
import type { LabelRow } from '../../domain/rows.ts';
import { saltOf, saltRanges, SALTS } from '../../domain/salt.ts';
import { collect, type FreshStores } from './fresh-stores.ts';
import { accepted, at, event, everySalt, link, stale, version } from './store-rows.ts';

const byKey = (a: string, b: string): number => saltOf(a) - saltOf(b) || Buffer.compare(Buffer.from(a), Buffer.from(b));

function idOfSalt(salt: number): string {
  for (let i = 0; ; i++) if (saltOf(`s${i}`) === salt) return `s${i}`;
}

export function tableContract({ empty, again }: FreshStores): void {
  describe('a range of salts', () => {
    it.each([0, SALTS - 1])('may hold nothing but the salt %i', async (salt) => {
      const store = await empty();
      const id = idOfSalt(salt);
      await store.putEvents([event({ id }), event({ eventId: 'gone', id })]);
      await store.dropEvents([{ type: 'user', id, eventId: 'gone', feature: 'login', time: event({}).time, bytes: 0 }]);
      await store.putVersions([version(id, '2026-03-01', undefined)]);
      await store.putLinks([link(id, 'user', id, '2026-03-01')]);
      await store.putLabels([{ type: 'user', id, asOf: '2026-03-02', name: 'l', label: '1', labelTime: undefined }]);
      await store.putTags('run', 'user', [{ id, scenes: 1 }]);
      await store.markAllStale('user');
      for (const range of [everySalt, { from: salt, to: salt + 1 }]) {
        expect((await collect(store.tagged('run', 'user', range))).flat()).toEqual([{ id, scenes: 1 }]);
        expect(await collect(store.opportunitiesAt(range, at('2026-03-09')))).toEqual([id]);
        expect((await accepted(store, at('2026-03-09'), range)).split('\n')).toHaveLength(4);
        expect(await stale(store, range)).toEqual([`user/${id} 2026-03-01`]);
        expect((await collect(store.eventsBackwards(range))).map(({ eventId }) => eventId)).toEqual(['e']);
      }
      expect(await store.countTags('run', 'user')).toBe(1);
      expect(await collect(store.labelsAt('2026-03-02', 'l'))).toHaveLength(1);
    });
  });

  describe('a purge', () => {
    it('changes nothing that can be read, and says which of how many tables it is at', async () => {
      const store = await empty();
      await store.putEvents([event({ eventId: 'stays' }), event({ eventId: 'goes', id: 'v' })]);
      await store.putEvents([event({ eventId: 'goes', id: 'v', op: 'delete', arrived: 1 })]);
      const before = [await accepted(store), await stale(store), await store.eventVersions('goes')];
      const notes: string[] = [];
      const { tables } = await store.purge((note) => notes.push(note));
      expect(notes.length > 0).toBe(tables > 0);
      expect([await accepted(store), await stale(store), await store.eventVersions('goes')]).toEqual(before);
    });
  });

  describe('tags', () => {
    it('add their scenes up, and count an id once', async () => {
      const store = await empty();
      await store.putTags('run', 'user', [
        { id: 'a', scenes: 1 },
        { id: 'b', scenes: 0 },
        { id: 'a', scenes: 4 },
      ]);
      await store.putTags('run', 'user', [
        { id: 'a', scenes: 1 },
        { id: 'c', scenes: 1 << 29 },
      ]);
      const found = (await collect(store.tagged('run', 'user', everySalt))).flat();
      expect(new Map(found.map(({ id, scenes }) => [id, scenes]))).toEqual(
        new Map([
          ['a', 5],
          ['b', 0],
          ['c', 1 << 29],
        ]),
      );
      expect(await store.countTags('run', 'user')).toBe(3);
    });

    it('come by salt, then id, a range at a time', async () => {
      const store = await empty();
      const ids = [...Array.from({ length: 1_500 }, (_, i) => `id${i}`), '\u{1F600}', '￿'];
      await store.putTags(
        'run',
        'user',
        ids.map((id) => ({ id, scenes: 1 })),
      );
      const parts = await Promise.all(saltRanges(7).map((range) => collect(store.tagged('run', 'user', range))));
      expect(parts.flat(2).map(({ id }) => id)).toEqual([...ids].sort(byKey));
    });

    it('of other runs and types are others, and stay when a run is dropped', async () => {
      const store = await empty();
      const tags = [{ id: 'a', scenes: 1 }];
      for (const [run, type] of [
        ['1', 'user'],
        ['1', 'users'],
        ['10', 'user'],
      ] as const)
        await store.putTags(run, type, tags);
      await store.dropTags('1');
      expect([
        await store.countTags('1', 'user'),
        await store.countTags('1', 'users'),
        await store.countTags('10', 'user'),
      ]).toEqual([0, 0, 1]);
      expect(await collect(store.tagged('1', 'user', everySalt))).toEqual([]);
      await store.dropTags('1');
    });

    it('of many ids are dropped all', async () => {
      const store = await empty();
      const ids = Array.from({ length: 25_000 }, (_, i) => ({ id: `id${i}`, scenes: 0 }));
      await store.putTags('run', 'user', ids);
      expect(await store.countTags('run', 'user')).toBe(25_000);
      await store.dropTags('run');
      expect(await store.countTags('run', 'user')).toBe(0);
    });
  });

  describe('labels', () => {
    const label = (row: Partial<LabelRow>): LabelRow => ({
      ...{ type: 'opportunity', id: 'o', asOf: '2026-03-01', name: 'label', label: '1', labelTime: undefined },
      ...row,
    });

    it('are found by date and name, and the last one put replaces', async () => {
      const store = await empty();
      const rows = [label({}), label({ id: 'p', labelTime: at('2026-03-09') }), label({ type: 'user' })];
      const others = [label({ asOf: '2026-03-02' }), label({ name: 'label2' }), label({ name: 'labe' })];
      expect(await store.putLabels([...rows, ...others])).toEqual({ added: 6, replaced: 0, same: 0 });
      const found = await collect(store.labelsAt('2026-03-01', 'label'));
      expect(found).toHaveLength(3);
      expect(found).toEqual(expect.arrayContaining(rows));
      const changed = label({ label: '0' });
      expect(await store.putLabels([rows[1]!, changed])).toEqual({ added: 0, replaced: 1, same: 1 });
      expect(await collect(store.labelsAt('2026-03-01', 'label'))).toContainEqual(changed);
      expect(await collect(store.labelsAt('2026-03-03', 'label'))).toEqual([]);
    });
  });

  describe('records', () => {
    it('are JSON by table and key, listed by key', async () => {
      const store = await empty();
      expect(await store.getRecord('loads', 'a')).toBeUndefined();
      const values = { '\u{1F600}': [1, null, 'x'], '￿': { deep: { a: 0.1 } }, b: 'text', a: 0, ab: false, null: null };
      for (const [key, value] of Object.entries(values)) await store.putRecord('loads', key, value);
      await store.putRecord('load', 's', 'another table');
      for (const [key, value] of Object.entries(values)) expect(await store.getRecord('loads', key)).toEqual(value);
      expect((await store.listRecords('loads')).map(({ key }) => key)).toEqual([
        'a',
        'ab',
        'b',
        'null',
        '￿',
        '\u{1F600}',
      ]);
      expect(await store.listRecords('nothing')).toEqual([]);
    });

    it('are replaced, and there when the store is opened again', async () => {
      const store = await empty();
      await store.putRecord('loads', 'a', { state: 'running' });
      await store.putRecord('loads', 'a', { state: 'done' });
      await store.close();
      expect(await (await again(store)).listRecords('loads')).toEqual([{ key: 'a', value: { state: 'done' } }]);
    });

    it('are put, read and removed many at once', async () => {
      const store = await empty();
      const keys = Array.from({ length: 1_500 }, (_, i) => `id${i}`);
      await store.putRecord('loads', 'id7', 'old');
      await store.putRecords('loads', [...keys.map((key, i) => [key, { i }] as const), ['id3', 'last']]);
      const wanted = ['none', 'id1499', 'id3', 'id7', 'id7'];
      expect(await store.getRecords('loads', wanted)).toEqual([undefined, { i: 1499 }, 'last', { i: 7 }, { i: 7 }]);
      expect(await store.getRecords('load', ['id3'])).toEqual([undefined]);
      await store.removeRecords('loads', [...keys.slice(0, 1_499), 'none']);
      await store.removeRecords('loads', keys.slice(0, 3));
      expect(await store.listRecords('loads')).toEqual([{ key: 'id1499', value: { i: 1499 } }]);
      await store.putRecords('loads', []);
      await store.removeRecords('loads', []);
      expect(await store.getRecords('loads', [])).toEqual([]);
    });

    it('come a page at a time, behind a key and by prefix', async () => {
      const store = await empty();
      const keys = ['1', '1/', '1/a', '1/b', '10', '2/a', '\u{1F600}', '\u{1F600}x', '￿'];
      await store.putRecords(
        'pages',
        keys.map((key) => [key, key] as const),
      );
      await store.putRecord('page', '1/a', 'another table');
      await store.putRecord('pages2', '1/a', 'another table');
      const all = (await store.listRecords('pages')).map(({ key }) => key);
      const page = async (asked: { after?: string; prefix?: string; limit: number }): Promise<string[]> =>
        (await store.pageRecords('pages', asked)).map(({ key, value }) => {
          expect(value).toBe(key);
          return key;
        });
      for (const limit of [1, 4, 9, 100]) {
        const seen: string[] = [];
        for (let last: string[] = []; ;) {
          const after = last.at(-1);
          last = await page({ limit, ...(after === undefined ? {} : { after }) });
          seen.push(...last);
          if (last.length < limit) break;
        }
        expect(seen).toEqual(all);
      }
      expect(await page({ prefix: '1', limit: 9 })).toEqual(['1', '1/', '1/a', '1/b', '10']);
      expect(await page({ prefix: '1/', limit: 9 })).toEqual(['1/', '1/a', '1/b']);
      expect(await page({ prefix: '1/', after: '1/a', limit: 9 })).toEqual(['1/b']);
      expect(await page({ prefix: '1/', after: '0', limit: 2 })).toEqual(['1/', '1/a']);
      expect(await page({ prefix: '1/', after: '2', limit: 9 })).toEqual([]);
      expect(await page({ prefix: '\u{1F600}', limit: 9 })).toEqual(['\u{1F600}', '\u{1F600}x']);
      expect(await page({ after: '3', limit: 9 })).toEqual(['￿', '\u{1F600}', '\u{1F600}x']);
      expect(await page({ prefix: 'x', limit: 9 })).toEqual([]);
    });
  });
}

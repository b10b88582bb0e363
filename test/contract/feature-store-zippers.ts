import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { saltOf, SALTS } from '../../domain/salt.ts';
import { collect, type FreshStores } from './fresh-stores.ts';
import { at, event, everySalt, link, version } from './store-rows.ts';

const attrs = async (store: FeatureStore, midnight: string, id = 'o'): Promise<string | undefined> =>
  (await store.attributesAt('opportunity', [id], at(midnight)))[0];

const byKey = (a: string, b: string): number => saltOf(a) - saltOf(b) || Buffer.compare(Buffer.from(a), Buffer.from(b));

export function zipperContract({ empty }: FreshStores): void {
  describe('attribute versions', () => {
    it('are in force from after their beginning up to their end, which counts', async () => {
      const store = await empty();
      const row = version('o', '2026-03-01', '2026-03-05');
      expect(await store.putVersions([row])).toEqual({ added: 1, replaced: 0, same: 0 });
      const [from, to] = [at('2026-03-01'), at('2026-03-05')];
      const found = await Promise.all(
        [from, from + 1, to, to + 1].map((midnight) => store.attributesAt('opportunity', ['o'], midnight)),
      );
      expect(found).toEqual([[undefined], [row.attrsText], [row.attrsText], [undefined]]);
    });

    it('give one answer an id, in the order of the ids', async () => {
      const store = await empty();
      await store.putVersions([
        version('a', '2026-03-01', undefined),
        version('b', '2026-03-02', undefined),
        version('ab', '2026-03-01', undefined, { type: 'user' }),
      ]);
      const ids = ['b', 'unknown', 'a', 'b', 'ab'];
      const [b, a] = ['{"from":"2026-03-02"}', '{"from":"2026-03-01"}'];
      expect(await store.attributesAt('opportunity', ids, at('2026-04-01'))).toEqual([b, undefined, a, b, undefined]);
      expect(await store.attributesAt('user', ['ab'], at('2026-04-01'))).toEqual([a]);
      expect(await store.attributesAt('opportunity', [], 0)).toEqual([]);
    });

    it('that overlap give the one with the latest beginning that is in force', async () => {
      const store = await empty();
      await store.putVersions([
        version('o', '1960-01-01', undefined, { attrsText: 'whole' }),
        version('o', '2026-03-01', '2026-03-10', { attrsText: 'outer' }),
        version('o', '2026-03-03', '2026-03-05', { attrsText: 'inner' }),
      ]);
      const nights = ['1960-01-01', '1960-01-02', '2026-03-03', '2026-03-04', '2026-03-06', '2026-03-11'];
      expect(await Promise.all(nights.map((night) => attrs(store, night)))).toEqual([
        undefined,
        'whole',
        'outer',
        'inner',
        'outer',
        'whole',
      ]);
    });

    it('of one beginning are one: the latest arrival, then the greatest end with empty lowest, then the greatest attrs', async () => {
      const candidates = [
        version('o', '2026-03-01', undefined, { attrsText: 'z', arrived: 1 }),
        version('o', '2026-03-01', '2026-05-01', { attrsText: 'a', arrived: 1 }),
        version('o', '2026-03-01', '2026-05-02', { attrsText: 'a', arrived: 1 }),
        version('o', '2026-03-01', '2026-05-02', { attrsText: '￿', arrived: 1 }),
        version('o', '2026-03-01', '2026-05-02', { attrsText: '\u{1F600}', arrived: 1 }),
        version('o', '2026-03-01', undefined, { attrsText: '', arrived: 2 }),
      ];
      for (let count = 1; count <= candidates.length; count++) {
        const winner = candidates[count - 1]?.attrsText;
        for (const order of [candidates.slice(0, count), candidates.slice(0, count).reverse()]) {
          const store = await empty();
          const counts = await store.putVersions(order);
          expect(counts).toEqual({ added: 1, replaced: count - 1, same: 0 });
          expect(await attrs(store, '2026-04-01')).toBe(winner);
        }
      }
    });

    it('put twice are the same, and an end that comes later closes a version', async () => {
      const store = await empty();
      const open = version('o', '2026-03-01', undefined, { arrived: 1 });
      expect(await store.putVersions([open, open])).toEqual({ added: 1, replaced: 0, same: 1 });
      await store.putVersions([version('o', '2026-03-01', '2026-03-05', { arrived: 2 })]);
      expect(await attrs(store, '2026-03-05')).toBe(open.attrsText);
      expect(await attrs(store, '2026-03-06')).toBeUndefined();
    });

    it('grow the revision when what they say changed, and only then', async () => {
      const store = await empty();
      const steps: [ReturnType<typeof version>, boolean][] = [
        [version('o', '2026-03-01', undefined, { arrived: 2 }), true],
        [version('o', '2026-03-01', undefined, { arrived: 2 }), false],
        [version('o', '2026-03-01', undefined, { arrived: 3 }), false],
        [version('o', '2026-03-01', '2026-04-01', { arrived: 1 }), false],
        [version('o', '2026-03-01', '2026-04-01', { arrived: 4 }), true],
        [version('o', '2026-03-01', '2026-04-01', { arrived: 5, attrsText: 'x' }), true],
      ];
      for (const [row, grows] of steps) {
        const before = await store.revision();
        await store.putVersions([row]);
        expect((await store.revision()) > before).toBe(grows);
      }
    });
  });

  describe('links', () => {
    it('in force come once each, by type, then id by code point', async () => {
      const store = await empty();
      const ids = ['￿', '\u{1F600}', 'b', 'a', 'ab'];
      await store.putLinks([
        ...ids.map((id) => link('o', 'user', id, '2026-03-01')),
        link('o', 'user', 'a', '2026-02-01'),
        link('o', 'phone', 'z', '2026-03-01'),
        link('o', 'user', 'ended', '2026-03-01', '2026-03-02'),
        link('o', 'user', 'not yet', '2026-04-01'),
        link('other', 'user', 'theirs', '2026-03-01'),
        link('oo', 'user', 'theirs', '2026-03-01'),
      ]);
      const users = ['a', 'ab', 'b', '￿', '\u{1F600}'].map((id) => ({ type: 'user', id }));
      expect(await store.linksAt(['o', 'unknown', 'other'], at('2026-04-01'))).toEqual([
        [{ type: 'phone', id: 'z' }, ...users],
        [],
        [{ type: 'user', id: 'theirs' }],
      ]);
    });

    it('follow the rule of the boundaries and are replaced as versions are', async () => {
      const store = await empty();
      const open = link('o', 'user', 'u', '2026-03-01');
      expect(await store.putLinks([open, open])).toEqual({ added: 1, replaced: 0, same: 1 });
      const count = async (midnight: number): Promise<number> => (await store.linksAt(['o'], midnight)).flat().length;
      const from = at('2026-03-01');
      expect([await count(from), await count(from + 1)]).toEqual([0, 1]);
      const to = at('2026-03-05');
      const revision = await store.revision();
      await store.putLinks([link('o', 'user', 'u', '2026-03-01', '2026-03-05')]);
      expect([await count(to), await count(to + 1)]).toEqual([1, 0]);
      await store.putLinks([open]);
      expect([await count(to + 1), await store.revision()]).toEqual([0, revision + 1]);
      await store.putLinks([{ ...open, arrived: 1 }]);
      expect([await count(to + 1), await store.revision()]).toEqual([1, revision + 2]);
    });
  });

  describe('opportunities', () => {
    it('in force are those with a version or a link in force, each once, by salt, then id', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.record({
              table: fc.constantFrom('version', 'link', 'other'),
              id: fc.constantFrom('a', 'b', 'c', 'd', 'e', '\u{1F600}', '￿'),
              from: fc.integer({ min: -2, max: 2 }),
              to: fc.option(fc.integer({ min: -2, max: 2 }), { nil: undefined }),
            }),
            { maxLength: 20 },
          ),
          fc.integer({ min: 0, max: SALTS }),
          async (rows, cut) => {
            const store = await empty();
            const base = { type: 'opportunity', attrsText: '', arrived: 0 };
            for (const { table, id, from, to } of rows) {
              const validity = { validFrom: from, validTo: to };
              if (table === 'link')
                await store.putLinks([{ opportunityId: id, type: 'user', id: 'u', ...validity, arrived: 0 }]);
              else
                await store.putVersions([
                  { ...base, id, ...validity, type: table === 'other' ? 'opportunit' : 'opportunity' },
                ]);
            }
            // Of one beginning the greatest end stays, with empty lowest: the naive answer takes the same ones.
            const key = (row: (typeof rows)[number]): string => JSON.stringify([row.table, row.id, row.from]);
            const kept = rows.filter(
              (row) => !rows.some((o) => key(o) === key(row) && (o.to ?? -Infinity) > (row.to ?? -Infinity)),
            );
            const inForce = kept.filter(
              ({ table, from, to }) => table !== 'other' && from < 0 && (to === undefined || to >= 0),
            );
            const expected = [...new Set(inForce.map(({ id }) => id))].sort(byKey);
            expect(await collect(store.opportunitiesAt(everySalt, 0))).toEqual(expected);
            const parts = [
              await collect(store.opportunitiesAt({ from: 0, to: cut }, 0)),
              await collect(store.opportunitiesAt({ from: cut, to: SALTS }, 0)),
            ];
            expect(parts.flat()).toEqual(expected);
            expect(parts[0]?.every((id) => saltOf(id) < cut)).toBe(true);
          },
        ),
        { numRuns: 40 },
      );
    });

    it('are found among many entities of other types', async () => {
      const store = await empty();
      const ids = Array.from({ length: 2_000 }, (_, i) => `o${i}`);
      await store.putVersions(ids.map((id) => version(id, '2026-03-01', undefined)));
      for (const type of ['a first', 'user'])
        await store.putVersions(ids.map((id) => version(id, '2026-03-01', undefined, { type })));
      expect(await collect(store.opportunitiesAt(everySalt, at('2026-04-01')))).toEqual([...ids].sort(byKey));
    });

    it('are known by a version, a link or a current event', async () => {
      const store = await empty();
      await store.putVersions([
        version('version', '2099-01-01', undefined),
        version('u', '2026-03-01', undefined, { type: 'user' }),
      ]);
      await store.putLinks([link('link', 'user', 'linked', '2026-03-01', '2026-03-02')]);
      await store.putEvents([
        event({ eventId: 'a', type: 'opportunity', id: 'event' }),
        event({ eventId: 'b', type: 'opportunity', id: 'deleted', op: 'delete' }),
        event({ eventId: 'c', type: 'user', id: 'user event' }),
      ]);
      const ids = ['version', 'link', 'event', 'deleted', 'user event', 'linked', 'u', 'lin', ''];
      expect(await store.knownOpportunities(ids)).toEqual([true, true, true, false, false, false, false, false, false]);
    });
  });
}

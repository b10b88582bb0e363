import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SALTS } from '../../domain/salt.ts';
import type { FreshStores } from './fresh-stores.ts';
import { accepted, at, event, link, version } from './store-rows.ts';

const events = ['a', 'b', 'c', '\u{1F600}', '￿'].map((id) => event({ eventId: id, id }));
const versions = ['a', 'o'].map((id) => version(id, '2026-03-01', undefined));
const links = ['a', 'o'].map((id) => link(id, 'user', 'u', '2026-03-01', '2026-03-09'));

export function acceptedContract({ empty }: FreshStores): void {
  describe('accepted rows', () => {
    it('are nothing of an empty store', async () => {
      expect(await accepted(await empty())).toBe('');
    });

    it('are the same whatever the order and the tables in which rows came, and however the salts are cut', async () => {
      const first = await empty();
      await first.putEvents(events);
      await first.putVersions(versions);
      await first.putLinks(links);
      const whole = await accepted(first);
      await fc.assert(
        fc.asyncProperty(fc.array(fc.integer({ min: 0, max: SALTS }), { maxLength: 5 }), async (cuts) => {
          const edges = [0, ...cuts.sort((a, b) => a - b), SALTS];
          let parts = '';
          for (const [i, to] of edges.slice(1).entries())
            parts += await accepted(first, Infinity, { from: edges[i] ?? 0, to });
          expect(parts).toBe(whole);
        }),
        { numRuns: 20 },
      );
      const second = await empty();
      for (const row of [...links].reverse()) await second.putLinks([row]);
      for (const row of [...versions].reverse()) await second.putVersions([row]);
      for (const row of [...events].reverse()) await second.putEvents([row]);
      expect(await accepted(second)).toBe(whole);
    });

    it('leave out arrivals, superseded versions, deleted events and labels', async () => {
      const [plain, full] = [await empty(), await empty()];
      await plain.putEvents([event({})]);
      await plain.putVersions(versions);
      await full.putEvents([
        event({ arrived: 9 }),
        event({ arrived: 3, valueText: '3' }),
        event({ eventId: 'gone', op: 'delete' }),
      ]);
      await full.putVersions(versions.map((row) => ({ ...row, arrived: 7 })));
      await full.putLabels([
        { type: 'opportunity', id: 'o', asOf: '2026-03-01', name: 'label', label: '1', labelTime: undefined },
      ]);
      expect(await accepted(full)).toBe(await accepted(plain));
    });

    it('are those before midnight', async () => {
      const midnight = at('2026-03-02');
      const store = await empty();
      await store.putEvents([
        event({ eventId: 'seen', time: midnight - 1 }),
        event({ eventId: 'unseen', time: midnight }),
      ]);
      await store.putVersions([version('seen', '2026-03-01', undefined), version('unseen', '2026-03-02', undefined)]);
      await store.putLinks([link('seen', 'user', 'u', '2026-03-01'), link('unseen', 'user', 'u', '2026-03-02')]);
      const lines = (await accepted(store, midnight)).trimEnd().split('\n');
      expect(lines).toHaveLength(3);
      expect(lines.filter((line) => line.includes('unseen'))).toEqual([]);
    });

    it('differ when any field of any row differs', async () => {
      const seen = new Set<string>();
      const base = event({});
      const changed = [
        ...[{}, { eventId: 'f' }, { type: 'phone' }, { id: 'v' }, { line: '02' }, { feature: 'call' }],
        ...[{ timeText: 'other' }, { valueText: '2' }, { attrsText: '{}' }, { valueText: '', attrsText: '1' }],
      ];
      for (const change of changed) {
        const store = await empty();
        await store.putEvents([{ ...base, ...change }]);
        seen.add(await accepted(store));
      }
      const version0 = version('o', '2026-03-01', undefined);
      for (const change of [
        {},
        { id: 'p' },
        { type: 'user' },
        { validFrom: 5 },
        { validTo: 9e15 },
        { attrsText: '' },
      ]) {
        const store = await empty();
        await store.putVersions([{ ...version0, ...change }]);
        seen.add(await accepted(store));
      }
      const link0 = link('o', 'user', 'u', '2026-03-01');
      for (const change of [
        {},
        { opportunityId: 'p' },
        { type: 'phone' },
        { id: 'v' },
        { validFrom: 5 },
        { validTo: 9e15 },
      ]) {
        const store = await empty();
        await store.putLinks([{ ...link0, ...change }]);
        seen.add(await accepted(store));
      }
      expect(seen.size).toBe(changed.length + 6 + 6);
    });
  });
}

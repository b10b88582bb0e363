import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_DAY, type DayCell } from '../../stores/day-table.ts';
import type { ChangeKind } from '../../stores/change-table.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import type { FreshStores } from './fresh-stores.ts';
import { at, day, event, link, putDaysNow, version } from './store-rows.ts';

const cell = (...bytes: number[]): Uint8Array => Uint8Array.of(...bytes);

/** Which of some ids changed after a sequence. */
const changed = async (
  store: FeatureStore,
  kind: ChangeKind,
  type: string,
  ids: readonly string[],
  after: number,
): Promise<string[]> => {
  const sequences = await store.changedAt(kind, type, ids);
  const found = ids.filter((_, i) => sequences[i]! > after);
  // A store that can tell at once tells the same.
  const since = await store.changedSince(kind, type, after, 1_000);
  if (since) {
    expect(ids.filter((id) => since.has(id))).toEqual(found);
    expect(await store.changedSince(kind, type, after, since.size)).toEqual(since);
    if (since.size > 0) expect(await store.changedSince(kind, type, after, since.size - 1)).toBeUndefined();
  }
  return found;
};

export function changeContract({ empty, again }: FreshStores): void {
  describe('changes', () => {
    it('begin at 0, and an id that never changed has 0', async () => {
      const store = await empty();
      expect(await store.changeSequence()).toBe(0);
      expect([...(await store.changedAt('days', 'user', ['u', 'v']))]).toEqual([0, 0]);
      expect([...(await store.changedAt('links', 'opportunity', []))]).toEqual([]);
    });

    it('of day cells mark the ids whose cells were written, of their type only, and are kept', async () => {
      const store = await empty();
      await putDaysNow(store, [{ type: 'user', id: 'u', day: 1, cell: cell(1) }]);
      const before = await store.changeSequence();
      expect(await changed(store, 'days', 'user', ['u', 'v'], 0)).toEqual(['u']);
      await putDaysNow(store, [
        { type: 'user', id: 'v', day: 1, cell: cell(2) },
        { type: 'phone', id: 'u', day: 1, cell: cell(2) },
      ]);
      expect(await changed(store, 'days', 'user', ['u', 'v'], before)).toEqual(['v']);
      expect(await changed(store, 'versions', 'user', ['u', 'v'], 0)).toEqual([]);
      const other = await again(store);
      expect(await changed(other, 'days', 'phone', ['u', 'v'], before)).toEqual(['u']);
      expect(await other.changeSequence()).toBe(await store.changeSequence());
    });

    it('of a day that comes several times in a batch are those of its last cell', async () => {
      const store = await empty();
      const cells = (id: string, ...bytes: readonly number[]): DayCell[] =>
        bytes.map((byte) => ({ type: 'user', id, day: 1, cell: byte === 0 ? undefined : cell(byte) }));
      await putDaysNow(store, [...cells('u', 1), ...cells('v', 2, 1), ...cells('w', 1)]);
      const before = await store.changeSequence();
      await putDaysNow(store, [...cells('u', 2, 0, 1), ...cells('v', 1, 2), ...cells('w', 2, 0), ...cells('x', 1, 0)]);
      expect(await changed(store, 'days', 'user', ['u', 'v', 'w', 'x'], before)).toEqual(['v', 'w']);
    });

    it('of a day cell that goes mark its id, also when it goes with its last event', async () => {
      const store = await empty();
      await store.putEvents([event({ eventId: 'e', id: 'u' })]);
      const cells = ['u', 'v'].map((id) => ({ type: 'user', id, day: day('2026-03-01'), cell: cell(1) }));
      await putDaysNow(store, cells);
      const before = await store.changeSequence();
      await putDaysNow(store, [{ type: 'user', id: 'v', day: day('2026-03-01'), cell: undefined }]);
      expect(await changed(store, 'days', 'user', ['u', 'v'], before)).toEqual(['v']);
      const [stored] = [{ eventId: 'e', type: 'user', id: 'u', feature: 'login', time: event({}).time, bytes: 1 }];
      expect(await store.dropEvents([stored])).toBe(1);
      expect(await changed(store, 'days', 'user', ['u', 'v'], before)).toEqual(['u', 'v']);
    });

    it('of versions and links mark what is not the same as before, each its own kind', async () => {
      const store = await empty();
      await store.putVersions([version('O-1', '2026-01-01', undefined), version('O-2', '2026-01-01', undefined)]);
      await store.putLinks([link('O-1', 'user', 'u', '2026-01-01')]);
      const before = await store.changeSequence();
      await store.putVersions([
        version('O-1', '2026-01-01', undefined, { arrived: 1 }), // delivered again
        version('O-2', '2026-01-01', '2026-02-01', { arrived: 1 }),
      ]);
      await store.putLinks([
        link('O-1', 'user', 'u', '2026-01-01', undefined, 1),
        link('O-3', 'user', 'u', '2026-01-01'),
      ]);
      const ids = ['O-1', 'O-2', 'O-3'];
      expect(await changed(store, 'versions', 'opportunity', ids, before)).toEqual(['O-2']);
      expect(await changed(store, 'links', 'opportunity', ids, before)).toEqual(['O-3']);
    });

    it('are seen by whoever read the sequence before: nothing that is written afterwards has it or an older one', async () => {
      const store = await empty();
      const ids = ['a', 'b', 'c'];
      const write = fc.record({ id: fc.constantFrom(...ids), kind: fc.constantFrom('days', 'versions', 'links') });
      await fc.assert(
        fc.asyncProperty(fc.array(write, { maxLength: 8 }), async (writes) => {
          const before = await store.changeSequence();
          for (const { id, kind } of writes) {
            const fresh = await store.changeSequence();
            const from = new Date(fresh * 86_400_000).toISOString();
            if (kind === 'days') await putDaysNow(store, [{ type: 'opportunity', id, day: fresh, cell: cell(1) }]);
            if (kind === 'versions') await store.putVersions([version(id, from, undefined)]);
            if (kind === 'links') await store.putLinks([link(id, 'user', 'u', from)]);
            expect(await store.changeSequence()).toBeGreaterThan(fresh);
          }
          for (const kind of ['days', 'versions', 'links'] as const) {
            const wanted = ids.filter((id) => writes.some((row) => row.id === id && row.kind === kind));
            expect(await changed(store, kind, 'opportunity', ids, before)).toEqual(wanted);
          }
        }),
        { numRuns: 20 },
      );
    });
  });

  describe('what comes next', () => {
    it('of days is the first cell from a day on', async () => {
      const store = await empty();
      await putDaysNow(
        store,
        [-3, 2, 7].map((d) => ({ type: 'user', id: 'u', day: d, cell: cell(1) })),
      );
      await putDaysNow(store, [{ type: 'user', id: 'uu', day: 1, cell: cell(1) }]);
      const first = async (from: number): Promise<number[]> => [
        ...(await store.firstDays('user', ['u', 'uu', 'v'], from)),
      ];
      expect(await first(-9)).toEqual([-3, 1, NO_DAY]);
      expect(await first(2)).toEqual([2, NO_DAY, NO_DAY]);
      expect(await first(3)).toEqual([7, NO_DAY, NO_DAY]);
      expect(await first(8)).toEqual([NO_DAY, NO_DAY, NO_DAY]);
    });

    it('of versions and links is the earliest beginning or end from a midnight on, its own instant included', async () => {
      const store = await empty();
      await store.putVersions([version('O-1', '2026-01-01', '2026-03-01'), version('O-1', '2026-05-01', undefined)]);
      await store.putLinks([
        link('O-1', 'user', 'u', '2026-01-01', '2026-06-01'),
        link('O-1', 'phone', 'p', '2026-04-01'),
        link('O-10', 'phone', 'p', '2026-02-01'),
      ]);
      const next = async (date: string): Promise<number[][]> => [
        [...(await store.versionsChange('opportunity', ['O-1', 'O-2'], at(date)))],
        [...(await store.linksChange(['O-1', 'O-2'], at(date)))],
      ];
      const never = Number.POSITIVE_INFINITY;
      expect(await next('2026-02-01')).toEqual([
        [at('2026-03-01'), never],
        [at('2026-04-01'), never],
      ]);
      expect(await next('2026-03-01')).toEqual([
        [at('2026-03-01'), never],
        [at('2026-04-01'), never],
      ]);
      expect(await next('2026-03-02')).toEqual([
        [at('2026-05-01'), never],
        [at('2026-04-01'), never],
      ]);
      expect(await next('2026-05-02')).toEqual([
        [never, never],
        [at('2026-06-01'), never],
      ]);
    });
  });
}

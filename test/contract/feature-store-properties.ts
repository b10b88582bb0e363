import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventRow } from '../../domain/rows.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import type { FreshStores } from './fresh-stores.ts';
import { accepted, event, everTime, stale, staleName } from './store-rows.ts';

const US_A_DAY = 86_400_000_000;

/** Few ids, entities, days, arrivals and texts, so that versions meet, tie and move. */
const rows = fc.array(
  fc
    .record({
      eventId: fc.constantFrom('e', 'f', '\u{1F600}', '￿'),
      type: fc.constantFrom('user', 'opportunity'),
      id: fc.constantFrom('u', 'v', '\u{1F600}', '￿'),
      line: fc.constantFrom('', '01'),
      feature: fc.constantFrom('login', 'call'),
      time: fc.integer({ min: -3, max: 3 }).map((days) => (days * US_A_DAY) / 2),
      valueText: fc.constantFrom('', '9', '10'),
      attrsText: fc.constantFrom('', '{"a":1}'),
      op: fc.constantFrom('upsert' as const, 'upsert' as const, 'delete' as const),
      arrived: fc.integer({ min: 0, max: 3 }),
    })
    .map((row) => event({ ...row, timeText: String(row.time) })),
  { maxLength: 24 },
);

/** The rows in another order, cut into batches. */
const shuffled = rows.chain((all) =>
  fc.record({
    all: fc.constant(all),
    order: fc.shuffledSubarray(all, { minLength: all.length }),
    size: fc.integer({ min: 1, max: 8 }),
  }),
);

/** The order of docs/rules.md#events over again, on bytes. */
function rank(a: EventRow, b: EventRow): number {
  const texts = (row: EventRow): string[] => [
    row.type,
    row.id,
    row.line,
    row.feature,
    row.timeText,
    row.valueText,
    row.attrsText,
  ];
  const byText = texts(a).map((text, i) => Buffer.compare(Buffer.from(text), Buffer.from(texts(b)[i]!)));
  return (
    a.arrived - b.arrived ||
    Number(a.op === 'delete') - Number(b.op === 'delete') ||
    (byText.find((order) => order !== 0) ?? 0)
  );
}

const versionsIn = (all: readonly EventRow[], eventId: string): EventRow[] =>
  all
    .filter((row) => row.eventId === eventId)
    .sort(rank)
    .filter((row, i, sorted) => i === 0 || rank(row, sorted[i - 1]!) !== 0);

const current = (all: readonly EventRow[], eventId: string): EventRow | undefined => {
  const last = versionsIn(all, eventId).at(-1);
  return last?.op === 'upsert' ? last : undefined;
};

const batchesOf = (all: readonly EventRow[], size: number): EventRow[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));

const idsOf = (all: readonly EventRow[]): string[] => [...new Set(all.map((row) => row.eventId))];

async function everythingIn(store: FeatureStore): Promise<EventRow[]> {
  const found: EventRow[] = [];
  for (const type of ['user', 'opportunity']) {
    for (const id of ['u', 'v', '\u{1F600}', '￿']) found.push(...(await store.eventsOf({ type, id }, ...everTime)));
  }
  return found.sort((a, b) => Buffer.compare(Buffer.from(a.eventId), Buffer.from(b.eventId)));
}

export function eventProperties({ empty }: FreshStores): void {
  describe('events in any order', () => {
    it('are the same events, versions and accepted rows however they are shuffled and cut into batches', async () => {
      await fc.assert(
        fc.asyncProperty(shuffled, async ({ all, order, size }) => {
          const [atOnce, apart] = [await empty(), await empty()];
          await atOnce.putEvents(all);
          for (const batch of batchesOf(order, size)) await apart.putEvents(batch);
          const expected = idsOf(all).map((id) => current(all, id));
          for (const store of [atOnce, apart]) {
            const found = await everythingIn(store);
            expect(found).toEqual(expect.arrayContaining(expected.filter((row) => row !== undefined)));
            expect(found).toHaveLength(expected.filter((row) => row !== undefined).length);
            for (const id of idsOf(all)) expect(await store.eventVersions(id)).toEqual(versionsIn(all, id));
          }
          expect(await accepted(apart)).toBe(await accepted(atOnce));
        }),
        { numRuns: 40 },
      );
    });

    it('make stale exactly the days that each batch changed, and the revision grows exactly then', async () => {
      await fc.assert(
        fc.asyncProperty(shuffled, async ({ order, size }) => {
          const store = await empty();
          const expected = new Set<string>();
          let seen: EventRow[] = [];
          for (const batch of batchesOf(order, size)) {
            const before = idsOf(order).map((id) => current(seen, id));
            seen = [...seen, ...batch];
            const changed = idsOf(order).flatMap((id, i) => {
              const [old, now] = [before[i], current(seen, id)];
              const same = old && now ? rank({ ...old, arrived: 0 }, { ...now, arrived: 0 }) === 0 : old === now;
              return same ? [] : [old, now].filter((row) => row !== undefined);
            });
            for (const row of changed) expected.add(staleName(row, Math.floor(row.time / US_A_DAY)));
            const revision = await store.revision();
            await store.putEvents(batch);
            expect((await store.revision()) > revision).toBe(changed.length > 0);
          }
          expect(await stale(store)).toEqual([...expected].sort());
        }),
        { numRuns: 40 },
      );
    });

    it('put a second time do nothing', async () => {
      await fc.assert(
        fc.asyncProperty(rows, async (all) => {
          const store = await empty();
          await store.putEvents(all);
          const [revision, bytes, days] = [await store.revision(), await accepted(store), await stale(store)];
          expect(await store.putEvents(all)).toEqual({ added: 0, replaced: 0, same: all.length });
          expect([await store.revision(), await accepted(store), await stale(store)]).toEqual([revision, bytes, days]);
        }),
        { numRuns: 20 },
      );
    });
  });
}

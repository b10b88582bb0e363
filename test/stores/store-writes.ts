import fc from 'fast-check';
import type { EventRow, LabelRow, LinkRow, VersionRow } from '../../domain/rows.ts';
import type { Tag } from '../../stores/tag-table.ts';
import type { DayCell } from '../../stores/day-table.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { collect } from '../contract/fresh-stores.ts';
import { event, everySalt } from '../contract/store-rows.ts';

/** A write of any kind, as data, so that one sequence of them can be carried out on several stores. */
export type StoreWrite =
  | { readonly kind: 'events'; readonly rows: readonly EventRow[] }
  | { readonly kind: 'versions'; readonly rows: readonly VersionRow[] }
  | { readonly kind: 'links'; readonly rows: readonly LinkRow[] }
  | { readonly kind: 'labels'; readonly rows: readonly LabelRow[] }
  | { readonly kind: 'days'; readonly rows: readonly DayCell[] }
  | { readonly kind: 'fold'; readonly byte: number; readonly late: boolean }
  | { readonly kind: 'drop'; readonly every: number }
  | { readonly kind: 'stale'; readonly type: string }
  | { readonly kind: 'tags'; readonly run: string; readonly type: string; readonly tags: readonly Tag[] }
  | { readonly kind: 'untag'; readonly run: string }
  | { readonly kind: 'record'; readonly key: string; readonly value: unknown };

const TYPES = ['user', 'opportunity', 'use'] as const;
export const RUNS = ['1', '10'] as const;
export const idsOf = (count: number): string[] =>
  ['\u{1F600}', '￿', 'o', 'ab'].concat(Array.from({ length: Math.max(0, count - 4) }, (_, i) => `id${i}`));

/** What a write gives back, in a form that can be compared. */
export async function carryOut(store: FeatureStore, write: StoreWrite): Promise<unknown> {
  switch (write.kind) {
    case 'events':
      return store.putEvents(write.rows);
    case 'versions':
      return store.putVersions(write.rows);
    case 'links':
      return store.putLinks(write.rows);
    case 'labels':
      return store.putLabels(write.rows);
    case 'days':
      return store.putDays(write.rows, await store.revision());
    case 'fold':
      return fold(store, write);
    case 'drop':
      return drop(store, write.every);
    case 'stale':
      return store.markAllStale(write.type);
    case 'tags':
      return store.putTags(write.run, write.type, write.tags);
    case 'untag':
      return store.dropTags(write.run);
    case 'record':
      return store.putRecord('loads', write.key, write.value);
  }
}

/** All stale days, with a cell where the day has events; a late fold has seen less than all. */
async function fold(store: FeatureStore, { byte, late }: { byte: number; late: boolean }): Promise<unknown> {
  const seen = (await store.revision()) - (late ? 1 : 0);
  const entities = await collect(store.staleDays(everySalt));
  for (const { type, id, days } of entities) {
    const cells = days.map((day) => ({ type, id, day, cell: day % 2 === 0 ? Uint8Array.of(byte, 7) : undefined }));
    await store.putDays(cells, seen);
  }
  return entities;
}

async function drop(store: FeatureStore, every: number): Promise<unknown> {
  const events = await collect(store.eventsBackwards(everySalt));
  const byName = events.sort((a, b) => Buffer.compare(Buffer.from(a.eventId), Buffer.from(b.eventId)));
  return store.dropEvents(byName.filter((_, i) => i % every === 0));
}

export function storeWrites({ ids, writes }: { ids: number; writes: number }): fc.Arbitrary<StoreWrite[]> {
  const id = fc.constantFrom(...idsOf(ids));
  const type = fc.constantFrom(...TYPES);
  const rows = ids * 3;
  const texts = fc.constantFrom('', '9', '{"a":"ü_%"}');
  const arrived = fc.integer({ min: 0, max: 4 });
  // within a second, within a day, days apart, before 1970
  const time = fc
    .record({ day: fc.integer({ min: -2, max: 4 }), us: fc.constantFrom(0, 1, 999, 1_000, 999_999, 5e10) })
    .map(({ day, us }) => day * 86_400_000_000 + us);
  const end = fc.option(time, { nil: undefined });
  const events = fc.array(
    fc
      .record({
        eventId: fc.constantFrom(...idsOf(ids * 2).map((name) => `e_${name}`)),
        type,
        id,
        line: fc.constantFrom('', '01', '_'),
        feature: fc.constantFrom('login', 'o_sent', '%5F'),
        time,
        valueText: texts,
        attrsText: texts,
        op: fc.constantFrom('upsert' as const, 'upsert' as const, 'upsert' as const, 'delete' as const),
        arrived,
      })
      .map((row) => event({ ...row, timeText: String(row.time) })),
    { maxLength: rows },
  );
  const versions = fc.array(fc.record({ type, id, validFrom: time, validTo: end, attrsText: texts, arrived }), {
    maxLength: rows,
  });
  const links = fc.array(fc.record({ opportunityId: id, type, id, validFrom: time, validTo: end, arrived }), {
    maxLength: rows,
  });
  const labels = fc.array(
    fc.record({
      ...{ type, id, label: texts, labelTime: end },
      asOf: fc.constantFrom('2026-03-01', '2026-03-02'),
      name: fc.constantFrom('label', 'label2'),
    }),
    { maxLength: rows },
  );
  const cell = fc.option(fc.uint8Array({ maxLength: 5 }), { nil: undefined });
  const days = fc.array(fc.record({ type, id, day: fc.integer({ min: -3, max: 5 }), cell }), { maxLength: rows });
  const tags = fc.array(fc.record({ id, scenes: fc.constantFrom(0, 1, 2, 1 << 29) }), { maxLength: rows });
  const run = fc.constantFrom(...RUNS);
  return fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('events' as const), rows: events }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('versions' as const), rows: versions }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('links' as const), rows: links }) },
      fc.record({ kind: fc.constant('labels' as const), rows: labels }),
      fc.record({ kind: fc.constant('days' as const), rows: days }),
      fc.record({ kind: fc.constant('fold' as const), byte: fc.nat({ max: 9 }), late: fc.boolean() }),
      fc.record({ kind: fc.constant('drop' as const), every: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ kind: fc.constant('stale' as const), type }),
      fc.record({ kind: fc.constant('tags' as const), run, type, tags }),
      fc.record({ kind: fc.constant('untag' as const), run }),
      fc.record({ kind: fc.constant('record' as const), key: id, value: fc.jsonValue() }),
    ),
    { minLength: Math.ceil(writes / 2), maxLength: writes, size: 'max' },
  );
}

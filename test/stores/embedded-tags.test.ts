import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { open } from 'lmdb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calendarOf } from '../../domain/calendar.ts';
import { saltOf, SALTS, type SaltRange } from '../../domain/salt.ts';
import { openEmbeddedStore } from '../../stores/embedded/store.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { namedKey } from '../../stores/row-key.ts';
import type { Tag } from '../../stores/tag-table.ts';
import { collect } from '../contract/fresh-stores.ts';
import { everySalt } from '../contract/store-rows.ts';

const TYPES = ['opportunity', 'user', 'users'] as const;

interface Put {
  /** As the version before format 4 put them: an entry an id. */
  readonly older: boolean;
  readonly type: (typeof TYPES)[number];
  readonly tags: readonly Tag[];
}

/** What a plain Map says: for each type the bits of each id. */
function plainly(puts: readonly Put[]): Map<string, Map<string, number>> {
  const all = new Map(TYPES.map((type) => [type as string, new Map<string, number>()]));
  for (const { type, tags } of puts)
    for (const { id, scenes } of tags) all.get(type)!.set(id, (all.get(type)!.get(id) ?? 0) | scenes);
  return all;
}

const bySaltAndId = (a: Tag, b: Tag): number =>
  saltOf(a.id) - saltOf(b.id) || Buffer.compare(Buffer.from(a.id), Buffer.from(b.id));

const inRange = (bits: ReadonlyMap<string, number>, { from, to }: SaltRange): Tag[] =>
  Array.from(bits, ([id, scenes]) => ({ id, scenes }))
    .filter(({ id }) => saltOf(id) >= from && saltOf(id) < to)
    .sort(bySaltAndId);

/** Ids of one salt, which only their text tells apart. */
const idsOfSalt = (salt: number): string[] => {
  const ids: string[] = [];
  for (let i = 0; ids.length < 6; i++) if (saltOf(`s${i}`) === salt) ids.push(`s${i}`);
  return ids;
};
const SAME_SALT = [...idsOfSalt(300), ...idsOfSalt(SALTS - 1)];

/** More than a record holds between two multiples of 256 salts. */
const DENSE = (() => {
  const ids: string[] = [];
  for (let i = 0; ids.length < 2_600; i++) if (saltOf(`d${i}`) >>> 8 === 1) ids.push(`d${i}`);
  return ids;
})();

const id = fc.oneof(
  { weight: 8, arbitrary: fc.nat(3_000).map((i) => `id${i}`) },
  { weight: 2, arbitrary: fc.constantFrom(...SAME_SALT) },
  fc.constantFrom('', 'é', '￿', '\u{1F600}', '\u{1F600}a', ' ', 'a\nb'),
);
const scenes = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(0, 1) }, fc.nat(2 ** 30 - 1));
const few = fc.array(fc.record({ id, scenes }), { maxLength: 40 });
const many = fc
  .record({ step: fc.constantFrom(1, 1, 2, 3), scenes, mixed: fc.boolean() })
  .map(({ step, scenes: bits, mixed }) =>
    DENSE.filter((_, i) => i % step === 0).map((dense, i) => ({ id: dense, scenes: mixed ? i % 5 : bits })),
  );
const put = (older: fc.Arbitrary<boolean>): fc.Arbitrary<Put> =>
  fc.record({
    older,
    type: fc.constantFrom(...TYPES),
    tags: fc.oneof({ weight: 12, arbitrary: few }, { weight: 1, arbitrary: many }),
  });
const salt = fc.oneof(fc.nat(SALTS), fc.constantFrom(0, 256, 300, 301, 512, SALTS - 256, SALTS));
const cuts = fc.uniqueArray(salt, { maxLength: 5 }).map((at) => {
  const bounds = [0, ...at, SALTS].sort((a, b) => a - b);
  return bounds.slice(1).map((to, i) => ({ from: bounds[i] ?? 0, to }));
});

describe('tags', () => {
  let folder: string;
  let store: FeatureStore;
  let runs = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'daybreak-store-'));
    store = await openEmbeddedStore({ folder, calendar: calendarOf('UTC') });
  });
  afterAll(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  /** In the table of the version before. */
  async function putOlder(run: string, { type, tags }: Put): Promise<void> {
    const root = open({ path: folder, noSubdir: false, maxDbs: 24, keyEncoding: 'binary' });
    const table = root.openDB<number, Buffer>('tags', { keyEncoding: 'binary' });
    table.transactionSync(() => {
      for (const { id: tagged, scenes: bits } of tags) {
        const key = namedKey([run, type], tagged);
        table.putSync(key, (table.get(key) ?? 0) | bits);
      }
    });
    await root.close();
    // lmdb-js goes on reading what it saw in a turn of the event loop until that ends
    await setTimeout(1);
  }

  async function holdsPlainAnswer(puts: readonly Put[], again: readonly number[], ranges: SaltRange[]): Promise<void> {
    const run = `2026-03-01/${++runs}`;
    const repeated = again.flatMap((i) => puts[i % puts.length] ?? []);
    for (const one of [...puts, ...repeated])
      if (one.older) await putOlder(run, one);
      else await store.putTags(run, one.type, one.tags);
    for (const [type, bits] of plainly(puts)) {
      const parts = await Promise.all(ranges.map((range) => collect(store.tagged(run, type, range))));
      expect(parts.map((pages) => pages.flat())).toEqual(ranges.map((range) => inRange(bits, range)));
      expect(parts.flat().every((page) => page.length > 0)).toBe(true);
      expect(await store.countTags(run, type)).toBe(bits.size);
    }
    await store.dropTags(run);
    for (const type of TYPES) {
      expect(await store.countTags(run, type)).toBe(0);
      expect(await collect(store.tagged(run, type, everySalt))).toEqual([]);
    }
  }

  const again = fc.array(fc.nat(), { maxLength: 3 });

  it('are what a plain map says, however they are cut into puts, repeated and read', async () => {
    const puts = fc.array(put(fc.constant(false)), { minLength: 1, maxLength: 8 });
    await fc.assert(fc.asyncProperty(puts, again, cuts, holdsPlainAnswer), { numRuns: 30 });
  });

  it('are so too where the version before has put some of them', async () => {
    const puts = fc.array(put(fc.boolean()), { minLength: 1, maxLength: 8 });
    await fc.assert(fc.asyncProperty(puts, again, cuts, holdsPlainAnswer), { numRuns: 30 });
  });

  it('take no more room when a task is done again', async () => {
    const tags = Array.from({ length: 5_000 }, (_, i) => ({ id: `id${i}`, scenes: 1 }));
    const records = async (): Promise<number> => {
      const root = open({ path: folder, noSubdir: false, maxDbs: 24, keyEncoding: 'binary' });
      const count = root.openDB({ name: 'packed tags', keyEncoding: 'binary' }).getKeysCount();
      await root.close();
      return count;
    };
    await store.putTags('again', 'user', tags);
    const once = await records();
    expect(once).toBeGreaterThan(0);
    await store.putTags('again', 'user', tags.toReversed());
    expect(await records()).toBe(once);
    await store.dropTags('again');
    expect(await records()).toBe(0);
  });
}, 120_000);

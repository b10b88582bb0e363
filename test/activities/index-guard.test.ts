import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { lockColumns, refuseShorterIndex } from '../../activities/index-guard.ts';
import type { FeatureIndex } from '../../domain/feature-index.ts';
import { openEmbeddedStore } from '../../stores/embedded/store.ts';
import { freshStores } from '../contract/fresh-stores.ts';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const indexOf = (...features: readonly string[]): FeatureIndex => ({
  entries: features.map((feature, i) => ({ column: i + 1, feature, state: 'active', hash: hash(feature) })),
});

describe('the columns of the last run', () => {
  const { empty } = freshStores((folder, calendar) => openEmbeddedStore({ folder, calendar }));

  it('must all be there, in their places; more may follow and any may be retired', async () => {
    const store = await empty();
    await refuseShorterIndex(store, indexOf(), hash);
    await lockColumns(store, indexOf('a', 'b'), 'runs/1/snapshot.json', hash);
    await refuseShorterIndex(store, indexOf('a', 'b', 'c'), hash);
    const [first, ...rest] = indexOf('a', 'b').entries;
    await refuseShorterIndex(store, { entries: [{ ...first!, state: 'retired' }, ...rest] }, hash);

    for (const [index, what] of [
      [indexOf('a'), 'has 1'],
      [indexOf(), 'has 0'],
      [indexOf('b', 'a'), 'has others in their places'],
      [indexOf('a', 'c', 'b'), 'has others in their places'],
    ] as const) {
      await expect(refuseShorterIndex(store, index, hash)).rejects.toMatchObject({
        code: 'INDEX_INVALID',
        message: `the last run had 2 columns, and index.csv ${what}: a column never changes its meaning`,
        next: expect.stringContaining('runs/1/snapshot.json') as unknown,
      });
    }
  });
});

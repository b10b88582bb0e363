import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { lockColumns, refuseShorterIndex } from '../../activities/index-guard.ts';
import type { FeatureIndex } from '../../domain/feature-index.ts';
import type { RecordTable } from '../../stores/record-table.ts';
import { openEmbeddedStore } from '../../stores/embedded/store.ts';
import { freshStores } from '../contract/fresh-stores.ts';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const indexOf = (...features: readonly string[]): FeatureIndex => ({
  entries: features.map((feature, i) => ({ column: i + 1, feature, state: 'active', hash: hash(feature) })),
});

/** `now`: what a second look at index.csv says. */
const refuse = (store: RecordTable, index: FeatureIndex, now = index): Promise<void> =>
  refuseShorterIndex(store, index, hash, () => Promise.resolve(now));

describe('the columns of the last run', () => {
  const { empty } = freshStores((folder, calendar) => openEmbeddedStore({ folder, calendar }));

  it('must all be there, in their places; more may follow and any may be retired', async () => {
    const store = await empty();
    await refuse(store, indexOf());
    await lockColumns(store, indexOf('a', 'b'), 'runs/1/snapshot.json', hash);
    await refuse(store, indexOf('a', 'b', 'c'));
    const [first, ...rest] = indexOf('a', 'b').entries;
    await refuse(store, { entries: [{ ...first!, state: 'retired' }, ...rest] });

    for (const [index, what] of [
      [indexOf('a'), 'has 1'],
      [indexOf(), 'has 0'],
      [indexOf('b', 'a'), 'has others in their places'],
      [indexOf('a', 'c', 'b'), 'has others in their places'],
    ] as const) {
      await expect(refuse(store, index)).rejects.toMatchObject({
        code: 'INDEX_INVALID',
        message: `the last run had 2 columns, and index.csv ${what}: a column never changes its meaning`,
        next: expect.stringContaining('runs/1/snapshot.json') as unknown,
      });
    }
  });

  it('may have been given out since the index was read: that is tried again, and never taken back by a run that had fewer', async () => {
    const store = await empty();
    await lockColumns(store, indexOf('a', 'b'), 'runs/2/snapshot.json', hash);
    await expect(refuse(store, indexOf('a'), indexOf('a', 'b', 'c'))).rejects.toMatchObject({ code: 'STATE_BUSY' });
    await lockColumns(store, indexOf('a'), 'runs/1/snapshot.json', hash);
    await expect(refuse(store, indexOf('a'))).rejects.toMatchObject({ code: 'INDEX_INVALID' });
  });

  it('stand in the snapshot of the first run that had them, as later ones are removed when they were found sealed', async () => {
    const store = await empty();
    await lockColumns(store, indexOf('a'), 'runs/1/snapshot.json', hash);
    await lockColumns(store, indexOf('a'), 'runs/2/snapshot.json', hash);
    await expect(refuse(store, indexOf())).rejects.toMatchObject({
      next: expect.stringContaining('runs/1/snapshot.json') as unknown,
    });
    await lockColumns(store, indexOf('a', 'b'), 'runs/3/snapshot.json', hash);
    await expect(refuse(store, indexOf('a'))).rejects.toMatchObject({
      next: expect.stringContaining('runs/3/snapshot.json') as unknown,
    });
  });
});

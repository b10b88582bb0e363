import { expect, it } from 'vitest';
import type { Ports } from '../../activities/ports.ts';
import type { RowMaker } from '../../activities/rows/row-maker.ts';
import { makeRows } from '../../activities/rows/row-shard.ts';
import type { NightSnapshot } from '../../domain/night-snapshot.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';

it('ends the scan of the tags where the file of the rows cannot be written at all', async () => {
  let ended = false;
  const store = {
    changeSequence: () => Promise.resolve(1),
    async *tagged() {
      try {
        // As many as are judged together, so that more is left when the first rows are there.
        for (const page of ['a', 'b', 'c'])
          yield await Promise.resolve(Array.from({ length: 2_048 }, (_, i) => ({ id: `${page}${i}`, scenes: 1 })));
      } finally {
        ended = true;
      }
    },
  };
  const maker = {
    ...{ kind: 'derived', plan: 'p', idsABatch: 1, instead: 'full' },
    async *compute(ids: string[]) {
      const none = { rowStart: Int32Array.of(0, 0), slot: new Int32Array(0), value: new Float64Array(0) };
      yield await Promise.resolve({ block: { ids, ...none }, due: Int32Array.of(9), overflowed: [] });
    },
  };
  const run = { dictionary: 'shop', date: '2026-03-05', run: 1 };
  const rows = makeRows(
    { blobs: {}, rowCode: 'c' } as unknown as Ports,
    { run, type: 'user', part: 0, range: { from: 0, to: 1 } },
    {} as unknown as NightSnapshot,
    store as unknown as FeatureStore,
    maker as unknown as RowMaker,
    () => Promise.reject(new Error('no space left')),
    () => undefined,
  );
  await expect(rows).rejects.toThrow('no space left');
  expect(ended).toBe(true);
});

import { expect, it } from 'vitest';
import { readSnapshot, snapshotPath, writeSnapshot } from '../../activities/snapshot.ts';
import type { NightRun } from '../../domain/night.ts';
import type { NightSnapshot } from '../../domain/night-snapshot.ts';
import type { BlobStore } from '../../stores/blob-store.ts';
import { realPorts } from './real-ports.ts';

const runOf = (dictionary: string): NightRun => ({ dictionary, date: '2026-03-02', run: 1 });
/** Snapshots differ here by their revision alone. */
const snapshotOf = (revision: number): NightSnapshot => ({ revision }) as unknown as NightSnapshot;

it('is made of its text once, also while a thread works at a few runs', async () => {
  const { blobs } = (await realPorts('snapshot')).ports;
  const runs = ['a', 'b', 'c', 'd'].map(runOf);
  for (const [i, run] of runs.entries()) await writeSnapshot(blobs, run, snapshotOf(i));
  const first = await Promise.all(runs.map((run) => readSnapshot(blobs, run)));
  expect(first).toEqual([0, 1, 2, 3].map(snapshotOf));
  for (const [i, run] of runs.entries()) expect(await readSnapshot(blobs, run)).toBe(first[i]);
});

it('is the one that was written last, or the one before where its writer was killed', async () => {
  const { blobs } = (await realPorts('snapshot')).ports;
  const run = runOf('killed');
  await writeSnapshot(blobs, run, snapshotOf(11));
  expect(await readSnapshot(blobs, run)).toEqual(snapshotOf(11));
  for (const last of [1, 2]) {
    let writes = 0;
    // The store, whose writer is killed before its nth file.
    const killed: BlobStore = {
      ...blobs,
      write: (...file) => (++writes === last ? Promise.reject(new Error('killed')) : blobs.write(...file)),
    };
    await expect(writeSnapshot(killed, run, snapshotOf(11 + last))).rejects.toThrow('killed');
    expect(await readSnapshot(blobs, run)).toEqual(snapshotOf(11));
  }
  await writeSnapshot(blobs, run, snapshotOf(13));
  expect(await readSnapshot(blobs, run)).toEqual(snapshotOf(13));
  expect(await readSnapshot(blobs, run)).toBe(await readSnapshot(blobs, run));
  expect(snapshotPath(run)).toContain('killed/2026-03-02');
});

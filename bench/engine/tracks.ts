import { basename, join } from 'node:path';
import type { EntryBlock } from './entries.ts';
import { writeStore } from './ours-store.ts';
import type { Track } from './race.ts';
import { isDrop, realIds, repeated } from './real-entries.ts';
import { generatedBlocks } from './workload.ts';
import { writeParquet } from './write-parquet.ts';

/** Writes one workload twice, the same entries in the same order: as Parquet for all, and in the store's form for Daybreak. */
async function writeTrack(name: string, folder: string, blocks: () => Iterable<EntryBlock>): Promise<Track> {
  const parquet = join(folder, `${name}.parquet`);
  const store = join(folder, `${name}.days`);
  const entries = writeParquet(parquet, blocks());
  await writeStore(store, blocks());
  return { name, parquet, store, entries };
}

export const generatedTrack = (ids: number, folder: string): Promise<Track> =>
  writeTrack(`generated-${ids}`, folder, () => generatedBlocks(ids));

/** The real drops among `drops` that are there, each repeated until it has `entries` entries. */
export async function realTracks(drops: readonly string[], entries: number, folder: string): Promise<Track[]> {
  const tracks: Track[] = [];
  for (const drop of drops.filter(isDrop)) {
    const ids = await realIds(drop);
    tracks.push(await writeTrack(basename(drop), folder, () => repeated(ids, entries)));
  }
  return tracks;
}

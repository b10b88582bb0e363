import type { NightSnapshot } from '../domain/night-snapshot.ts';
import { runFolder, type NightRun } from '../domain/night.ts';
import type { BlobStore } from '../stores/blob-store.ts';

/** Where the snapshot of a run is. */
export const snapshotPath = (run: NightRun): string => `${runFolder(run)}/snapshot.json`;
const decoder = new TextDecoder();

export const writeSnapshot = (blobs: BlobStore, run: NightRun, snapshot: NightSnapshot) =>
  blobs.write(snapshotPath(run), new TextEncoder().encode(`${JSON.stringify(snapshot, undefined, 1)}\n`));

/** The snapshot that openNight wrote for this run. */
export const readSnapshot = async (blobs: BlobStore, run: NightRun): Promise<NightSnapshot> =>
  JSON.parse(decoder.decode(await blobs.read(snapshotPath(run)))) as NightSnapshot;

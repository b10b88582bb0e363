import type { NightSnapshot } from '../domain/night-snapshot.ts';
import { runFolder, type NightRun } from '../domain/night.ts';
import type { BlobStore } from '../stores/blob-store.ts';

/** Where the snapshot of a run is. */
export const snapshotPath = (run: NightRun): string => `${runFolder(run)}/snapshot.json`;
const decoder = new TextDecoder();

export const writeSnapshot = (blobs: BlobStore, run: NightRun, snapshot: NightSnapshot) =>
  blobs.write(snapshotPath(run), new TextEncoder().encode(`${JSON.stringify(snapshot, undefined, 1)}\n`));

/** Every step of a run reads its snapshot; with thousands of features, reading the JSON takes longer than the file. */
let last: { readonly bytes: Uint8Array; readonly snapshot: NightSnapshot } | undefined;

/** The snapshot that openNight wrote for this run. */
export async function readSnapshot(blobs: BlobStore, run: NightRun): Promise<NightSnapshot> {
  const bytes = await blobs.read(snapshotPath(run));
  // By content, not by path: a run that was found to be sealed before is removed, and its number is given again.
  if (last && Buffer.compare(last.bytes, bytes) === 0) return last.snapshot;
  last = { bytes, snapshot: JSON.parse(decoder.decode(bytes)) as NightSnapshot };
  return last.snapshot;
}

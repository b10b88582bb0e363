import { DaybreakError } from '../domain/errors.ts';
import type { NightSnapshot } from '../domain/night-snapshot.ts';
import { runFolder, type NightRun } from '../domain/night.ts';
import type { BlobRef, BlobStore } from '../stores/blob-store.ts';

/** Where the snapshot of a run is. */
export const snapshotPath = (run: NightRun): string => `${runFolder(run)}/snapshot.json`;
const decoder = new TextDecoder();

/** Its hash, in a file beside it. */
const hashPath = (run: NightRun): string => `${snapshotPath(run)}.sha256`;
const encoder = new TextEncoder();

export async function writeSnapshot(blobs: BlobStore, run: NightRun, snapshot: NightSnapshot): Promise<BlobRef> {
  const text = encoder.encode(`${JSON.stringify(snapshot, undefined, 1)}\n`);
  const ref = await blobs.write(snapshotPath(run), text);
  await blobs.write(hashPath(run), encoder.encode(`${ref.sha256}\n`));
  return ref;
}

/** Every step of a run reads its snapshot; with thousands of features that takes longer than judging the ids of a shard. */
let last: { readonly hash: string; readonly snapshot: NightSnapshot } | undefined;

/** The snapshot that openNight wrote for this run. */
export async function readSnapshot(blobs: BlobStore, run: NightRun): Promise<NightSnapshot> {
  // By content, not by path: a run that was found to be sealed before is removed, and its number is given again.
  const hash = await hashOf(blobs, run);
  if (last && last.hash === hash) return last.snapshot;
  const snapshot = JSON.parse(decoder.decode(await blobs.read(snapshotPath(run)))) as NightSnapshot;
  if (hash !== undefined) last = { hash, snapshot };
  return snapshot;
}

/** Undefined for a run of an older version, which has no such file, and before the first one is whole. */
async function hashOf(blobs: BlobStore, run: NightRun): Promise<string | undefined> {
  try {
    return decoder.decode(await blobs.read(hashPath(run)));
  } catch (error) {
    if (error instanceof DaybreakError && error.code === 'BLOB_MISSING') return undefined;
    throw error;
  }
}

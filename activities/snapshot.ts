import { createHash } from 'node:crypto';
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

/** Written over the one that the run has: what is decided near the deadline changes it. */
export async function writeSnapshot(blobs: BlobStore, run: NightRun, snapshot: NightSnapshot): Promise<BlobRef> {
  const text = encoder.encode(`${JSON.stringify(snapshot, undefined, 1)}\n`);
  // The hash first: whoever is killed in between leaves a snapshot that is read every time, not one that another thread takes for this one.
  await blobs.write(hashPath(run), encoder.encode(`${sha256(text)}\n`));
  return blobs.write(snapshotPath(run), text);
}

/**
 * By hash, the last used one last. Every step of a run reads its snapshot; with thousands of features that takes longer than judging the ids of a
 * shard, and what is made of it is kept with it (rows/shard-plan.ts). A thread may work at a few nights at once.
 */
const kept = new Map<string, NightSnapshot>();
const MOST_KEPT = 4;

/** The snapshot that openNight wrote for this run. */
export async function readSnapshot(blobs: BlobStore, run: NightRun): Promise<NightSnapshot> {
  // By content, not by path: a run that was found to be sealed before is removed, and its number is given again.
  const hash = await hashOf(blobs, run);
  const known = hash === undefined ? undefined : kept.get(hash);
  if (known) return keep(hash ?? '', known);
  const text = await blobs.read(snapshotPath(run));
  const snapshot = JSON.parse(decoder.decode(text)) as NightSnapshot;
  return hash === `${sha256(text)}\n` ? keep(hash, snapshot) : snapshot;
}

function keep(hash: string, snapshot: NightSnapshot): NightSnapshot {
  kept.delete(hash);
  kept.set(hash, snapshot);
  for (const oldest of kept.keys()) if (kept.size > MOST_KEPT) kept.delete(oldest);
  return snapshot;
}

const sha256 = (text: Uint8Array): string => createHash('sha256').update(text).digest('hex');

/** Undefined for a run of an older version, which has no such file, and before the first one is whole. */
async function hashOf(blobs: BlobStore, run: NightRun): Promise<string | undefined> {
  try {
    return decoder.decode(await blobs.read(hashPath(run)));
  } catch (error) {
    if (error instanceof DaybreakError && error.code === 'BLOB_MISSING') return undefined;
    throw error;
  }
}

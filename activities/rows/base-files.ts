import type { ManifestFile, NightManifest } from '../../domain/night-manifest.ts';
import { nightFolder, type NightRun } from '../../domain/night.ts';
import type { BlobStore } from '../../stores/blob-store.ts';
import { readManifest } from '../check-sealed.ts';
import { countReceipts } from '../receipt.ts';

/** What the night that rows are taken over from has, asked for once rather than once a part: it is sealed, so it stays. */
export interface BaseFiles {
  readonly manifest: NightManifest | undefined;
  /** By whole path. */
  readonly files: ReadonlyMap<string, ManifestFile>;
}

/** By the very object of a snapshot, so that a night that is made anew is asked anew. */
const filesOf = new WeakMap<NightRun, Promise<BaseFiles>>();
const partsOf = new WeakMap<NightRun, Map<string, Promise<number>>>();

/** The manifest is undefined, and there are no files, where another run of that night counts by now. */
export function baseFiles(blobs: BlobStore, base: NightRun): Promise<BaseFiles> {
  const known = filesOf.get(base) ?? readFiles(blobs, base);
  filesOf.set(base, known);
  known.catch(() => filesOf.delete(base));
  return known;
}

async function readFiles(blobs: BlobStore, base: NightRun): Promise<BaseFiles> {
  const manifest = await readManifest(blobs, base);
  if (manifest?.run !== base.run) return { manifest: undefined, files: new Map() };
  return { manifest, files: new Map(manifest.files.map((file) => [`${nightFolder(base)}/${file.path}`, file])) };
}

/** How many parts a step of it had. */
export function baseParts(blobs: BlobStore, base: NightRun, step: string): Promise<number> {
  const steps = partsOf.get(base) ?? new Map<string, Promise<number>>();
  partsOf.set(base, steps);
  const known = steps.get(step) ?? countReceipts(blobs, base, step);
  steps.set(step, known);
  known.catch(() => steps.delete(step));
  return known;
}

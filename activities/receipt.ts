import { MAKE_ANEW } from './make-anew.ts';
import { DaybreakError } from '../domain/errors.ts';
import type { ManifestFile } from '../domain/night-manifest.ts';
import { runFolder, type NightRun } from '../domain/night.ts';
import type { BlobStore } from '../stores/blob-store.ts';

/** What a step made: the files for the manifest, and counts for people. */
export interface Receipt {
  readonly files: readonly ManifestFile[];
  /** Files of the run that are no part of what it hands out. */
  readonly aside?: readonly ManifestFile[];
  /** Quick sums (Ports.quickSum) of files that a later night reads, as what is in them if they are packed, by their paths as above; a step of an older version has none. */
  readonly gmac?: Readonly<Record<string, string>>;
  readonly counts: Readonly<Record<string, number>>;
}

/** What a step gives that has done its work. */
export interface StepResult extends Receipt {
  /** Asked when its files have their places, before its receipt has: rejects where the step is no longer wanted. */
  readonly unless?: () => Promise<void>;
}

const folder = (run: NightRun): string => `${runFolder(run)}/receipts`;
const decoder = new TextDecoder();

/** Writes a file of a step. It resolves when the content was taken: the file is there when the step has ended. */
export type StepWrite = BlobStore['write'];

/**
 * Does a step once a run: its receipt takes its place last, so a step found with a receipt is whole, and a step that was killed is done again.
 * Retries and resumed activities therefore skip what is finished. Keys are unique within a run, such as `files/3`. For what `make` writes with what it
 * is given the disk is waited for once, not file by file.
 */
export async function once(
  blobs: BlobStore,
  run: NightRun,
  key: string,
  make: (write: StepWrite) => Promise<StepResult>,
): Promise<Receipt> {
  const path = `${folder(run)}/${key}.json`;
  const known = await readReceipt(blobs, run, key);
  if (known) return known;
  const placed: Promise<void>[] = [];
  try {
    const { unless, ...receipt } = await make(async (...file) => {
      const begun = await blobs.begin(...file);
      placed.push(begun.placed);
      return begun.ref;
    });
    const others = Promise.all(placed).then(unless);
    others.catch(() => undefined); // it may fail before it is waited for
    const last = await blobs.begin(path, new TextEncoder().encode(JSON.stringify(receipt)), others);
    await last.placed;
    return receipt;
  } finally {
    // Nothing of a step that failed is still going on when it is done again.
    await Promise.allSettled(placed);
  }
}

/** What a step of a run made; undefined for a step that has not ended. @throws DaybreakError BLOB_CORRUPT */
export async function readReceipt(blobs: BlobStore, run: NightRun, key: string): Promise<Receipt | undefined> {
  try {
    return await receiptAt(blobs, `${folder(run)}/${key}.json`);
  } catch (error) {
    if (error instanceof DaybreakError && error.code === 'BLOB_MISSING') return undefined;
    throw error;
  }
}

/** How many steps have ended whose keys begin with `step/`. */
export const countReceipts = async (blobs: BlobStore, run: NightRun, step: string): Promise<number> =>
  (await blobs.list(`${folder(run)}/${step}`)).length;

/** The keys of the steps of a run that have ended, ascending. */
export const receiptKeys = async (blobs: BlobStore, run: NightRun): Promise<string[]> =>
  (await blobs.list(folder(run))).map((path) => path.slice(folder(run).length + 1, -'.json'.length));

/** All receipts of a run, by key. */
export async function* receipts(blobs: BlobStore, run: NightRun): AsyncGenerator<Receipt> {
  for (const path of await blobs.list(folder(run))) yield await receiptAt(blobs, path);
}

const READS_AT_ONCE = 16;

/** The receipts of the steps of a run whose keys begin with `step/`, by key. */
export async function receiptsOf(blobs: BlobStore, run: NightRun, step: string): Promise<Receipt[]> {
  const paths = await blobs.list(`${folder(run)}/${step}`);
  const found: Receipt[] = [];
  for (let from = 0; from < paths.length; from += READS_AT_ONCE) {
    const read = paths.slice(from, from + READS_AT_ONCE).map((path) => receiptAt(blobs, path));
    found.push(...(await Promise.all(read)));
  }
  return found;
}

/** Forgets that the steps of a run whose keys begin with `step/` were done. */
export const forgetReceipts = (blobs: BlobStore, run: NightRun, step: string): Promise<void> =>
  blobs.remove(`${folder(run)}/${step}`);

export const forgetReceipt = (blobs: BlobStore, run: NightRun, key: string): Promise<void> =>
  blobs.remove(`${folder(run)}/${key}.json`);

async function receiptAt(blobs: BlobStore, path: string): Promise<Receipt> {
  const text = decoder.decode(await blobs.read(path));
  try {
    return JSON.parse(text) as Receipt;
  } catch (cause) {
    throw new DaybreakError('BLOB_CORRUPT', `the receipt ${path} is not as it was written`, MAKE_ANEW, cause);
  }
}

import type { ManifestFile } from '../domain/night-manifest.ts';
import { runFolder, type NightRun } from '../domain/night.ts';
import type { BlobStore } from '../stores/blob-store.ts';

/** What a step made: the files for the manifest, and counts for people. */
export interface Receipt {
  readonly files: readonly ManifestFile[];
  /** Files of the run that are no part of what it hands out. */
  readonly aside?: readonly ManifestFile[];
  readonly counts: Readonly<Record<string, number>>;
}

const folder = (run: NightRun): string => `${runFolder(run)}/receipts`;
const decoder = new TextDecoder();

/**
 * Does a step once a run: its receipt is written last, so a step found with a receipt is whole, and a step that was killed is done again.
 * Retries and resumed activities therefore skip what is finished. Keys are unique within a run, such as `files/3`.
 */
export async function once(
  blobs: BlobStore,
  run: NightRun,
  key: string,
  make: () => Promise<Receipt>,
): Promise<Receipt> {
  const path = `${folder(run)}/${key}.json`;
  const known = await readReceipt(blobs, run, key);
  if (known) return known;
  const receipt = await make();
  await blobs.write(path, new TextEncoder().encode(JSON.stringify(receipt)));
  return receipt;
}

/** What a step of a run made; undefined for a step that has not ended. */
export async function readReceipt(blobs: BlobStore, run: NightRun, key: string): Promise<Receipt | undefined> {
  const path = `${folder(run)}/${key}.json`;
  return (await blobs.exists(path)) ? parse(await blobs.read(path)) : undefined;
}

/** How many steps have ended whose keys begin with `step/`. */
export const countReceipts = async (blobs: BlobStore, run: NightRun, step: string): Promise<number> =>
  (await blobs.list(`${folder(run)}/${step}`)).length;

/** The keys of the steps of a run that have ended, ascending. */
export const receiptKeys = async (blobs: BlobStore, run: NightRun): Promise<string[]> =>
  (await blobs.list(folder(run))).map((path) => path.slice(folder(run).length + 1, -'.json'.length));

/** All receipts of a run, by key. */
export async function* receipts(blobs: BlobStore, run: NightRun): AsyncGenerator<Receipt> {
  for (const path of await blobs.list(folder(run))) yield parse(await blobs.read(path));
}

const READS_AT_ONCE = 16;

/** The receipts of the steps of a run whose keys begin with `step/`, by key. */
export async function receiptsOf(blobs: BlobStore, run: NightRun, step: string): Promise<Receipt[]> {
  const paths = await blobs.list(`${folder(run)}/${step}`);
  const found: Receipt[] = [];
  for (let from = 0; from < paths.length; from += READS_AT_ONCE) {
    const read = paths.slice(from, from + READS_AT_ONCE).map(async (path) => parse(await blobs.read(path)));
    found.push(...(await Promise.all(read)));
  }
  return found;
}

/** Forgets that the steps of a run whose keys begin with `step/` were done. */
export const forgetReceipts = (blobs: BlobStore, run: NightRun, step: string): Promise<void> =>
  blobs.remove(`${folder(run)}/${step}`);

const parse = (bytes: Uint8Array): Receipt => JSON.parse(decoder.decode(bytes)) as Receipt;

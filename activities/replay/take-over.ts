import { DaybreakError } from '../../domain/errors.ts';
import type { ManifestFile } from '../../domain/night-manifest.ts';
import { nightFolder, type NightRun } from '../../domain/night.ts';
import type { Parts } from '../../domain/parts.ts';
import { takesOver } from '../../domain/replay.ts';
import type { Ports } from '../ports.ts';
import { once, readReceipt, receiptKeys, type Receipt } from '../receipt.ts';
import { manifestFile } from '../run-files.ts';
import { readSnapshot } from '../snapshot.ts';
import type { Verb } from '../verb.ts';

/** `from`, `to` and `of` cut the list of steps. */
export interface TakeOverTask extends Parts {
  /** The replay. */
  readonly run: NightRun;
  /** Whose results it takes over. */
  readonly source: NightRun;
}

export interface TakenOver {
  readonly steps: number;
  readonly files: number;
  readonly bytes: number;
}

/**
 * Takes the results of finished steps over into a replay: copies of their files, verified, and their receipts, so that the steps are found
 * done. A step that the earlier run did not finish is left to be done.
 * @throws DaybreakError BLOB_MISSING, BLOB_CORRUPT where a file of the earlier run is gone or damaged
 */
export const takeOver: Verb<TakeOverTask, TakenOver> =
  (ports) =>
  async ({ run, source, from, to, of }, beat) => {
    const { request, replay: view } = await readSnapshot(ports.blobs, run);
    const { replay } = request;
    const total = { steps: 0, files: 0, bytes: 0 };
    if (!replay) return total;
    const keys = (await receiptKeys(ports.blobs, source)).filter((key) => takesOver(replay, key, view?.touches));
    const [first, end] = [from, to].map((part) => Math.floor((part * keys.length) / of));
    for (const key of keys.slice(first, end)) {
      const taken = await once(ports.blobs, run, key, () => copied(ports, source, run, key));
      const files = [...taken.files, ...(taken.aside ?? [])];
      total.steps += 1;
      total.files += files.length;
      total.bytes += files.reduce((sum, { bytes }) => sum + bytes, 0);
      beat(`${total.steps} steps taken over, ${total.bytes} bytes`);
    }
    return total;
  };

async function copied(ports: Ports, source: NightRun, run: NightRun, key: string): Promise<Receipt> {
  const receipt = await readReceipt(ports.blobs, source, key);
  if (!receipt) throw new TypeError(`run ${source.run} has no receipt ${key}`);
  const copy = async (files: readonly ManifestFile[]): Promise<ManifestFile[]> => {
    const made: ManifestFile[] = [];
    for (const file of files) made.push(await copyFile(ports, source, run, file));
    return made;
  };
  // A directory names the files with rows by their paths, so those may stay where they are.
  const aside = (receipt.aside ?? []).filter(({ path }) => !path.endsWith('.rows'));
  return {
    files: await copy(receipt.files),
    ...(receipt.aside ? { aside: await copy(aside) } : {}),
    counts: receipt.counts,
  };
}

async function copyFile({ blobs }: Ports, source: NightRun, run: NightRun, file: ManifestFile): Promise<ManifestFile> {
  const inRun = file.path.replace(`runs/${source.run}/`, '');
  const path = `${nightFolder(run)}/runs/${run.run}/${inRun}`;
  const ref = await blobs.write(path, await blobs.read(`${nightFolder(source)}/${file.path}`));
  if (ref.sha256 !== file.sha256) {
    throw new DaybreakError(
      'BLOB_CORRUPT',
      `${nightFolder(source)}/${file.path} is not as it was written`,
      'replay the night without --from-stage: it writes its files anew',
    );
  }
  return manifestFile(run, ref, file.rows);
}

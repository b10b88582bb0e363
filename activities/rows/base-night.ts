import type { Reason } from '../../domain/night-work.ts';
import type { NightRequest, NightRun } from '../../domain/night.ts';
import { parseDate } from '../../domain/run-date.ts';
import type { RecordTable } from '../../stores/record-table.ts';
import { readManifest } from '../check-sealed.ts';
import type { Ports } from '../ports.ts';
import { readSnapshot, snapshotPath } from '../snapshot.ts';

/**
 * The newest sealed night before a request's date, if what it computed may stand for what would be computed now: made by the same code, in the
 * same time zone, from the store as it was before all that has come into it since.
 */
export async function baseNight(
  { blobs, codeVersion }: Ports,
  store: RecordTable,
  { dictionary, date, full }: NightRequest,
  timeZone: string,
): Promise<NightRun | Reason> {
  if (full === true) return 'full';
  const dates = (await blobs.folders(dictionary)).filter((name) => parseDate(name) !== undefined && name < date);
  for (const earlier of dates.reverse()) {
    const manifest = await readManifest(blobs, { dictionary, date: earlier });
    if (!manifest) continue;
    const run = { dictionary, date: earlier, run: manifest.run };
    // What a replay has seen of the store is not what is known of it now.
    if ((await blobs.exists(snapshotPath(run))) && (await readSnapshot(blobs, run)).replay) continue;
    const fits = manifest.code_version === codeVersion && manifest.time_zone === timeZone;
    return fits && (await blobs.exists(snapshotPath(run))) && (await isOfStore(blobs, store, run)) ? run : 'noNight';
  }
  return 'noNight';
}

const TOKENS = 'run-tokens';
const keyOf = ({ date, run }: NightRun): string => `${date}/${run}`;

/** A store that was made anew, or that was put back to an older state, does not have the tokens of the runs since. */
export const putRunToken = (store: RecordTable, run: NightRun, token: string): Promise<void> =>
  store.putRecord(TOKENS, keyOf(run), token);

/** Whether this very store, in the state it is in, has seen the run begin; false for a run of a version that gave no tokens. */
export async function isOfStore(blobs: Ports['blobs'], store: RecordTable, run: NightRun): Promise<boolean> {
  const { token } = (await readSnapshot(blobs, run)) as { token?: string }; // a run of an older version has none
  return token !== undefined && (await store.getRecord(TOKENS, keyOf(run))) === token;
}

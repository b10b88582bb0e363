import {
  backfillSteps,
  datesOf,
  type BackfillRequest,
  type BackfillStep,
  type NightState,
} from '../../domain/backfill.ts';
import type { NightRun } from '../../domain/night.ts';
import type { RunDate } from '../../domain/run-date.ts';
import type { DictionaryRow } from '../../domain/dictionary.ts';
import { rowsNamed, rowsToAdd } from './dictionary-rows.ts';
import { readManifest } from '../check-sealed.ts';
import type { Ports } from '../ports.ts';
import { nightRecords, type NightRecord } from '../record-night.ts';
import { replayedRun } from './replayed-run.ts';
import { readSnapshot } from '../snapshot.ts';
import type { Verb } from '../verb.ts';

/** What a backfill would do for each date of its span, in order, and why; reads the ledger and the manifests, writes nothing. @throws DaybreakError USAGE */
export const planBackfill: Verb<BackfillRequest, BackfillStep[]> = (ports) => async (request, beat) => {
  const dates = datesOf(request);
  const { settings, dictionary } = await ports.dictionaries.read(request.dictionary);
  const features = request.features && rowsNamed(dictionary, request.features);
  const records = new Map<RunDate, NightRecord>();
  for (const record of await nightRecords(ports, request.dictionary, settings.time_zone)) {
    const known = records.get(record.date);
    if (!known || record.startedMs >= known.startedMs) records.set(record.date, record);
  }
  const nights = new Set(await ports.blobs.folders(request.dictionary));
  const states: NightState[] = [];
  for (const date of dates) {
    states.push(await stateOf(ports, { dictionary: request.dictionary, date }, nights, records.get(date), features));
    beat(`${states.length} of ${dates.length} dates`);
  }
  return backfillSteps(request, states);
};

async function stateOf(
  ports: Ports,
  night: { readonly dictionary: string; readonly date: RunDate },
  nights: ReadonlySet<string>,
  record: NightRecord | undefined,
  features: readonly DictionaryRow[] | undefined,
): Promise<NightState> {
  const { date } = night;
  const error = record?.state === 'failed' && record.error !== undefined ? { error: record.error } : {};
  if (nights.has(date)) {
    const manifest = await readManifest(ports.blobs, night);
    if (manifest) {
      const has = features && (await hasFeatures(ports, { ...night, run: manifest.run }, features));
      return { date, state: 'sealed', run: manifest.run, ...error, ...(has ? { has } : {}) };
    }
  }
  if (!record) return { date, state: 'missing' };
  const begun = await replayedRun(ports, night);
  const run = begun ? { run: begun.run.run } : {};
  return { date, state: record.state === 'failed' ? 'failed' : 'begun', ...run, ...error };
}

const hasFeatures = async ({ blobs }: Ports, run: NightRun, rows: readonly DictionaryRow[]): Promise<boolean> =>
  rowsToAdd((await readSnapshot(blobs, run)).dictionary, rows).length === 0;

import type { RunDate } from '../domain/run-date.ts';
import type { RunKind, Stage } from '../domain/night.ts';
import type { PushResult } from '../domain/push-result.ts';
import type { Ports } from './ports.ts';
import { sealStages } from './record-stage.ts';
import { readSnapshot } from './snapshot.ts';
import { tagKey } from './tag-key.ts';
import type { Verb } from './verb.ts';

/** A night in the ledger; clocks stand here and in the report, never in the manifest. */
export interface NightRecord {
  readonly date: RunDate;
  /** Undefined in records of an older version, which are of nights. */
  readonly kind?: RunKind;
  readonly state: 'running' | 'sealed' | 'delivered' | 'failed';
  readonly run: number;
  readonly stage: Stage | 'wait' | 'done';
  readonly startedMs: number;
  readonly endedMs?: number;
  readonly opportunities?: number;
  readonly late?: boolean;
  /** What was decided under the deadline, in words. */
  readonly decisions?: readonly string[];
  /** What became of the leads in the CRM, by scene; left out where none were written. */
  readonly pushes?: readonly PushResult[];
  readonly error?: string;
}

/** The record table of nights. */
export const NIGHTS = 'nights';

export interface RecordTask {
  readonly dictionary: string;
  readonly timeZone: string;
  readonly record: NightRecord;
}

export const recordNight: Verb<RecordTask, undefined> =
  (ports) =>
  async ({ dictionary, timeZone, record }) => {
    const store = await ports.openStore(dictionary, timeZone);
    await store.putRecord(NIGHTS, nightKey(record), record);
    if (record.state === 'sealed') {
      const run = { dictionary, date: record.date, run: record.run };
      await sealStages(store, run, await readSnapshot(ports.blobs, run));
    }
    // a run that failed is never taken up again: the next one tags anew
    if (record.state === 'failed' && record.run > 0) await store.dropTags(tagKey(record));
    return undefined;
  };

/** A night has one record; every replay and backfill of its date one of its own. */
export const nightKey = ({ date, kind, startedMs }: Pick<NightRecord, 'date' | 'kind' | 'startedMs'>): string =>
  kind === undefined || kind === 'night' ? date : `${date}/${startedMs}`;

/** The ledger's nights by date, oldest first, what was run of each date later after them. */
export async function nightRecords(ports: Ports, dictionary: string, timeZone: string): Promise<NightRecord[]> {
  const store = await ports.openStore(dictionary, timeZone);
  return (await store.listRecords(NIGHTS)).map(({ value }) => value as NightRecord);
}

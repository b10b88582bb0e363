import type { RunDate } from '../domain/run-date.ts';
import type { Stage } from '../domain/night.ts';
import type { Ports } from './ports.ts';
import { tagKey } from './tag-key.ts';
import type { Verb } from './verb.ts';

/** A night in the ledger; clocks stand here and in the report, never in the manifest. */
export interface NightRecord {
  readonly date: RunDate;
  readonly state: 'running' | 'sealed' | 'delivered' | 'failed';
  readonly run: number;
  readonly stage: Stage | 'wait' | 'done';
  readonly startedMs: number;
  readonly endedMs?: number;
  readonly opportunities?: number;
  readonly late?: boolean;
  readonly error?: string;
}

export interface RecordTask {
  readonly dictionary: string;
  readonly timeZone: string;
  readonly record: NightRecord;
}

export const recordNight: Verb<RecordTask, undefined> =
  (ports) =>
  async ({ dictionary, timeZone, record }) => {
    const store = await ports.openStore(dictionary, timeZone);
    await store.putRecord('nights', record.date, record);
    // a run that failed is never taken up again: the next one tags anew
    if (record.state === 'failed' && record.run > 0) await store.dropTags(tagKey(record));
    return undefined;
  };

/** The ledger's nights, oldest first. */
export async function nightRecords(ports: Ports, dictionary: string, timeZone: string): Promise<NightRecord[]> {
  const store = await ports.openStore(dictionary, timeZone);
  return (await store.listRecords('nights')).map(({ value }) => value as NightRecord);
}

import type { NightFailure } from '../domain/failure-report.ts';
import type { NightRequest } from '../domain/night.ts';
import type { NightProgress } from '../domain/progress.ts';
import { nightKey, NIGHTS, recordNight, type NightRecord } from './record-night.ts';
import { writeFailure } from './report/write-failure.ts';
import type { Verb } from './verb.ts';

/** A night that has ended without a word, as one does that is terminated: its workflow could write no line and no report. */
export interface EndedNight {
  readonly dictionary: string;
  readonly timeZone: string;
  /** Its last line in the ledger. */
  readonly record: NightRecord;
  readonly request: NightRequest;
  /** Where it stood at its end. */
  readonly progress: NightProgress;
  readonly failure: NightFailure;
  /** The failure as the ledger has it. */
  readonly error: string;
  readonly endedMs: number;
}

/**
 * Writes the line and the report of such a night, as those of any other that failed; nobody is told, as somebody has done it.
 * @returns the line that the ledger has then: another one where the night was begun anew meanwhile
 */
export const recordEnded: Verb<EndedNight, NightRecord> = (ports) => async (ended, beat) => {
  const { dictionary, timeZone, record, request, progress, failure, error, endedMs } = ended;
  const { stage, doing, waitingFor, deadlineMs, late, decisions = [], run = record.run } = progress;
  const store = await ports.openStore(dictionary, timeZone);
  const now = (await store.getRecord(NIGHTS, nightKey(record))) as NightRecord | undefined;
  if (now?.startedMs !== record.startedMs || now.state !== record.state) return now ?? record;
  const decided = decisions.length > 0 ? { decisions } : {};
  const line: NightRecord = { ...record, ...decided, state: 'failed', run, stage, late, error, endedMs };
  await recordNight(ports)({ dictionary, timeZone, record: line }, beat);
  const { date, kind = 'night', startedMs } = record;
  const report = {
    run: { dictionary, date, run },
    ...{ timeZone, request, kind, startedMs, endedMs, deadlineMs, late, stage, doing, waitingFor, failure },
    ...{ times: [], decided: decisions, alerts: [] },
  };
  await writeFailure(ports)(report, beat);
  return line;
};

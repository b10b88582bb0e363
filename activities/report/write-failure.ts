import { budgetsOf } from '../../domain/budget.ts';
import type { FailureReport, KeptOfRun } from '../../domain/failure-report.ts';
import { LOADS, type LoadRecord } from '../../domain/load-report.ts';
import { runFolder } from '../../domain/night.ts';
import type { StageRecord } from '../../domain/stage-record.ts';
import { waysOn } from '../../domain/ways-on.ts';
import { readManifest } from '../check-sealed.ts';
import { readGates } from '../gate/files.ts';
import type { Ports } from '../ports.ts';
import { receiptKeys } from '../receipt.ts';
import { stageRecords } from '../record-stage.ts';
import { besideStages, nightAttempts } from '../step-attempts.ts';
import type { Verb } from '../verb.ts';
import { failurePage } from './failure-page.ts';
import { writeReportFiles } from './report-files.ts';

type Read =
  'state' | 'kept' | 'waysOn' | 'loads' | 'stages' | 'budgets' | 'gates' | 'again' | 'unread' | 'writtenMs' | 'uiUrl';

/** What the workflow knows of a night that failed; the rest is read. */
export interface FailureTask extends Omit<FailureReport, Read | 'timeZone'> {
  /** Left out where the settings could not be read; then the store, which keeps days of that zone, is not opened either. */
  readonly timeZone?: string;
}

/**
 * Writes report.json and report.html of a night that failed beside its run, or of one that no run had begun of in the place of a run 0. What cannot
 * be read is left out and named, as what keeps it from being read may be why the night failed.
 */
export const writeFailure: Verb<FailureTask, string> = (ports) => async (task) => {
  const { run, request, timeZone } = task;
  const unread: string[] = [];
  const read = async <T>(what: string, reading: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await reading();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      ports.log.warn({ what, error: why }, 'the report of the failure goes without a part');
      unread.push(`${what}: ${why}`);
      return otherwise;
    }
  };
  const gates = await read('gates', () => readGates(ports.blobs, run), []);
  const kept = await read('what is kept', () => keptOf(ports, task, gates), { sealed: false, held: [], steps: {} });
  const ledger = await read('stages', () => ledgerOf(ports, task), []);
  const stages = ledger
    .filter(({ date, run: of }) => run.run > 0 && date === run.date && of === run.run)
    .sort((a, b) => a.startedMs - b.startedMs);
  const report: FailureReport = {
    ...task,
    state: 'failed',
    timeZone: timeZone ?? 'UTC',
    ...{ kept, stages, gates, unread },
    waysOn: waysOn({ request, run: run.run, stage: task.stage, failure: task.failure, kept }),
    loads: await read('loads', () => loadsOf(ports, task), []),
    budgets: budgetsOf(ledger.filter(({ date }) => date !== run.date)),
    again: await read(
      'attempts',
      async () => besideStages(await nightAttempts(ports, run, task.startedMs), stages),
      [],
    ),
    writtenMs: Math.round(ports.now() / 1000),
    ...(ports.uiUrl === undefined ? {} : { uiUrl: ports.uiUrl }),
  };
  return writeReportFiles(ports.blobs, runFolder(run), report, failurePage(report));
};

async function keptOf({ blobs }: Ports, { run }: FailureTask, gates: FailureReport['gates']): Promise<KeptOfRun> {
  const manifest = await readManifest(blobs, run);
  const steps: Record<string, number> = {};
  for (const key of run.run > 0 ? await receiptKeys(blobs, run) : []) {
    const [stage = ''] = key.split('/');
    steps[stage] = (steps[stage] ?? 0) + 1;
  }
  return {
    sealed: manifest?.run === run.run,
    ...(manifest ? { counts: manifest.run } : {}),
    held: gates.filter(({ outcome }) => outcome === 'held').map(({ scene }) => scene),
    steps,
  };
}

const ledgerOf = async (ports: Ports, { run, timeZone }: FailureTask): Promise<StageRecord[]> =>
  timeZone === undefined ? [] : stageRecords(ports, run.dictionary, timeZone, [run.date]);

async function loadsOf(ports: Ports, { run, timeZone }: FailureTask): Promise<LoadRecord[]> {
  if (timeZone === undefined) return [];
  const store = await ports.openStore(run.dictionary, timeZone);
  return (await store.listRecords(LOADS)).map(({ value }) => value as LoadRecord);
}

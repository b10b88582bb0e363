import { budgetsOf } from '../../domain/budget.ts';
import { LOADS, type LoadRecord } from '../../domain/load-report.ts';
import type { NightReport } from '../../domain/night-report.ts';
import type { NightResult } from '../../domain/night-result.ts';
import type { NightSnapshot } from '../../domain/night-snapshot.ts';
import { runFolder } from '../../domain/night.ts';
import { silentRows } from '../../domain/silent-rows.ts';
import { readGates } from '../gate/files.ts';
import { readMeasures } from '../gate/measure-files.ts';
import { redeliveredTo } from '../load/redelivered.ts';
import type { Ports } from '../ports.ts';
import { stageRecords } from '../record-stage.ts';
import { reportPage } from './page.ts';
import { writeReportFiles } from './report-files.ts';
import { reportScores } from './report-scores.ts';
import { readSnapshot } from '../snapshot.ts';
import { besideStages, nightAttempts } from '../step-attempts.ts';
import type { Beat, Verb } from '../verb.ts';

export interface ReportTask {
  readonly result: NightResult;
  readonly deadlineMs: number | undefined;
  /** When the night began; left out in tasks of an older version. */
  readonly startedMs?: number;
  /** The night waits at a gate for a person's word; it has not ended. */
  readonly held?: true;
}

/** Writes report.json for programs and report.html for people beside the run's files. It holds clocks, so it is no part of the manifest. */
export const writeReport: Verb<ReportTask, string> = (ports) => async (task, beat) => {
  const report = await reportOf(ports, task, beat);
  return writeReportFiles(ports.blobs, runFolder(task.result.run), report, reportPage(report));
};

async function reportOf(ports: Ports, { result, deadlineMs, startedMs }: ReportTask, beat: Beat): Promise<NightReport> {
  const { run } = result;
  const snapshot = await readSnapshot(ports.blobs, run);
  const { timeZone, decisions } = snapshot;
  const store = await ports.openStore(run.dictionary, timeZone);
  const loads = (await store.listRecords(LOADS)).map(({ value }) => value as LoadRecord);
  const ledger = await stageRecords(ports, run.dictionary, timeZone, [run.date]);
  const stages = ledger
    .filter((line) => line.date === run.date && line.run === run.run)
    .sort((a, b) => a.startedMs - b.startedMs);
  const [silent, redeliveries] = [await silentOf(ports, result, snapshot), await redeliveredTo(ports, run.dictionary)];
  const again = besideStages(await nightAttempts(ports, run, startedMs), stages);
  return {
    ...result,
    ...{ timeZone, deadlineMs, loads, writtenMs: Math.round(ports.now() / 1000) },
    ...(ports.uiUrl === undefined ? {} : { uiUrl: ports.uiUrl }),
    ...(decisions === undefined ? {} : { decisions }),
    stages,
    ...(again.length > 0 ? { again } : {}),
    ...(silent.length > 0 ? { silentRows: silent } : {}),
    ...(redeliveries.length > 0 ? { redelivered: redeliveries } : {}),
    budgets: budgetsOf(ledger.filter((line) => line.date !== run.date)),
    gates: await readGates(ports.blobs, run),
    ...(await reportScores(ports, snapshot, run, beat)),
  };
}

/** A dimension that was left out is silent for its own reason. */
async function silentOf(
  { blobs }: Ports,
  { newFeatures, run }: NightResult,
  { dictionary, index, decisions = [] }: NightSnapshot,
): Promise<string[]> {
  const measured = newFeatures > 0 ? await readMeasures(blobs, run) : undefined;
  const scenes = measured?.scenes.filter(({ rows }) => rows > 0) ?? [];
  if (scenes.length === 0 || decisions.length > 0) return [];
  const withValue = new Set(scenes.flatMap(({ features }) => Object.keys(features)));
  return silentRows({ dictionary, index, newFeatures, withValue });
}

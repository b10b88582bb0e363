import { LOADS, type LoadRecord } from '../domain/load-report.ts';
import type { NightReport } from '../domain/night-report.ts';
import type { NightResult } from '../domain/night-result.ts';
import { runFolder } from '../domain/night.ts';
import { reportHtml } from './report-html.ts';
import { readSnapshot } from './snapshot.ts';
import type { Verb } from './verb.ts';

export interface ReportTask {
  readonly result: NightResult;
  readonly deadlineMs: number | undefined;
}

const encoder = new TextEncoder();

/** Writes report.json for programs and report.html for people beside the run's files. It holds clocks, so it is no part of the manifest. */
export const writeReport: Verb<ReportTask, string> =
  (ports) =>
  async ({ result, deadlineMs }) => {
    const { run } = result;
    const { timeZone } = await readSnapshot(ports.blobs, run);
    const store = await ports.openStore(run.dictionary, timeZone);
    const loads = (await store.listRecords(LOADS)).map(({ value }) => value as LoadRecord);
    const report: NightReport = { ...result, timeZone, deadlineMs, loads };
    await ports.blobs.write(
      `${runFolder(run)}/report.json`,
      encoder.encode(`${JSON.stringify(report, undefined, 1)}\n`),
    );
    const path = `${runFolder(run)}/report.html`;
    await ports.blobs.write(path, encoder.encode(reportHtml(report)));
    return path;
  };

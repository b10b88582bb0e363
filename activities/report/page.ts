import type { NightReport } from '../../domain/night-report.ts';
import { attention } from './attention.ts';
import { budgets } from './budgets.ts';
import { documentOf } from './document.ts';
import { gates } from './gates.ts';
import { head } from './head.ts';
import { loads } from './loads.ts';
import { pushes } from './pushes.ts';
import { rows } from './rows.ts';
import { scores } from './scores.ts';
import { timeline } from './timeline.ts';

/** The report as one page that opens anywhere. */
export function reportPage(report: NightReport): string {
  const { run, timeZone, writtenMs } = report;
  return documentOf({ title: `Night ${run.dictionary} ${run.date}`, timeZone, writtenMs }, [
    ...[head(report), attention(report), timeline(report), budgets(report), rows(report), pushes(report)],
    ...[gates(report), scores(report), loads(report)],
  ]);
}

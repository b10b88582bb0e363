import type { NightReport } from '../../domain/night-report.ts';
import { attention } from './attention.ts';
import { budgets } from './budgets.ts';
import { gates } from './gates.ts';
import { head } from './head.ts';
import { loads } from './loads.ts';
import { html } from './markup.ts';
import { pushes } from './pushes.ts';
import { rows } from './rows.ts';
import { scores } from './scores.ts';
import { STYLE } from './style.ts';
import { timeline } from './timeline.ts';
import { clockOf } from './words.ts';

/** The report as one page that opens anywhere: no script, nothing fetched, light and dark, wide and narrow. */
export function reportPage(report: NightReport): string {
  const { run, timeZone, writtenMs } = report;
  const written = writtenMs === undefined ? '' : ` Written ${clockOf(timeZone).moment(writtenMs)}.`;
  return `<!doctype html>
${
  html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>Night ${run.dictionary} ${run.date}</title>
      <style>
        ${{ html: STYLE }}
      </style>
    </head>
    <body>
      <main>
        ${head(report)} ${attention(report)} ${timeline(report)} ${budgets(report)} ${rows(report)} ${pushes(report)}
        ${gates(report)} ${scores(report)} ${loads(report)}
        <footer>
          The same for programs: report.json beside this file; what decides every byte: manifest.json.${written}
        </footer>
      </main>
    </body>
  </html> `.html
}`;
}

import { counted, grouped } from '../../domain/counted.ts';
import type { FailureReport } from '../../domain/failure-report.ts';
import type { StageRecord } from '../../domain/stage-record.ts';
import { html, nothing, type Markup } from './markup.ts';
import { duration, size } from './words.ts';

/** What there is of a night that failed: which run counts, and what was finished before. */
export function failureKept(report: FailureReport): Markup {
  const { stages, unread } = report;
  const done = stages.filter(({ state }) => state === 'done' || state === 'sealed');
  return html`<h2>What is kept</h2>
    <p>${sentence(report)}</p>
    ${done.length === 0 ? nothing : table(done)}
    ${
      unread.length > 0
        ? html`<p class="soft">This report goes without what could not be read:</p>
            <ul>
              ${unread.map((what) => html`<li>${what}</li>`)}
            </ul>`
        : nothing
    }`;
}

function sentence({ kept, run }: FailureReport): string {
  const { sealed, counts, steps } = kept;
  if (sealed)
    return `Run ${run.run} was sealed before it failed: its files are whole and count, and only what the CRM has is not certain.`;
  const standing =
    counts === undefined
      ? 'No run of this night counts, and nothing of it is visible to anybody.'
      : `Run ${counts} of this night counts as before; nothing of the failed run is visible to anybody.`;
  const finished = Object.values(steps).reduce((sum, n) => sum + n, 0);
  if (run.run === 0) return `No run had begun. ${standing}`;
  if (finished === 0) return `Run ${run.run} had finished no step. ${standing}`;
  const stages = Object.entries(steps).map(([stage, n]) => `${stage} ${grouped(n)}`);
  return `Run ${run.run} had finished ${counted(finished, 'step')} (${stages.join(', ')}), which a replay can take over. ${standing}`;
}

const table = (done: readonly StageRecord[]): Markup =>
  html`<div class="scroll">
    <table>
      <tr>
        <th>Done</th>
        <th class="num">Rows</th>
        <th class="num tight">Files</th>
        <th class="num">Bytes</th>
        <th class="num">Took</th>
        <th class="num tight">Attempts</th>
      </tr>
      ${done.map(
        ({ stage, dimension, scene, rows, outputs, startedMs, endedMs, attempts }) =>
          html`<tr>
            <td>${[stage, dimension ?? scene].filter((part) => part !== undefined).join(' · ')}</td>
            <td class="num">${grouped(rows)}</td>
            <td class="num tight">${grouped(outputs.files)}</td>
            <td class="num">${size(outputs.bytes)}</td>
            <td class="num">${duration(endedMs - startedMs)}</td>
            <td class="num tight">${attempts}</td>
          </tr>`,
      )}
    </table>
  </div>`;

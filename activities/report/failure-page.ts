import type { FailureReport } from '../../domain/failure-report.ts';
import { budgets } from './budgets.ts';
import { documentOf } from './document.ts';
import { failureHead } from './failure-head.ts';
import { failureKept } from './failure-kept.ts';
import { gates } from './gates.ts';
import { loads } from './loads.ts';
import { html, nothing, type Markup } from './markup.ts';
import { timeline } from './timeline.ts';

/** The report of a night that failed: why, how to go on, what there is of it; then what was done until then. */
export function failurePage(report: FailureReport): string {
  const { run, timeZone, writtenMs } = report;
  return documentOf({ title: `Night ${run.dictionary} ${run.date}: failed`, timeZone, writtenMs }, [
    ...[failureHead(report), why(report), goOn(report), failureKept(report)],
    ...[timeline(report), budgets(report), gates(report), loads(report)],
  ]);
}

function why({ failure, stage, doing, waitingFor, alerts, decided, again, stages }: FailureReport): Markup {
  const { code, message, next, cancelled } = failure;
  const attempts = Math.max(1, ...stages.filter(({ state }) => state === 'failed').map((line) => line.attempts));
  const tried = attempts > 1 ? ` (after ${attempts} attempts)` : '';
  const notes = [
    ...decided.map((text) => `Decided under the deadline: ${text}`),
    ...again.map(({ step, attempts }) => `The step ${step} needed ${attempts} attempts.`),
    ...alerts
      .filter(({ cause }) => !cause.startsWith('failed/'))
      .map(({ said, consequence }) => `Before it: ${said}; ${consequence}`),
  ];
  return html`<h2>${cancelled ? 'What was cancelled' : 'What failed'}</h2>
    <ul class="notes">
      <li class="bad">
        ${code === undefined ? nothing : html`<b>${code}</b> in stage ${stage}: `}${message}${tried}
        ${next === '' ? nothing : html`<br /><span class="soft">Next: ${next}</span>`}
      </li>
      ${notes.map((text) => html`<li class="warn">${text}</li>`)}
    </ul>
    <p class="soft">
      It stood at: ${doing}.${waitingFor.length > 0 ? ` Had not come: ${waitingFor.join(', ')}.` : ''}
    </p>`;
}

const goOn = ({ waysOn }: FailureReport): Markup =>
  html`<h2>How to go on</h2>
    <ul class="notes">
      ${waysOn.map(({ command, does }) => html`<li><code>${command}</code><span class="soft">${does}</span></li>`)}
    </ul>`;

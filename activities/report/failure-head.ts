import type { FailureReport } from '../../domain/failure-report.ts';
import { nightWorkflowId } from '../../domain/night.ts';
import { workflowUrl } from '../../domain/workflow-url.ts';
import { html, nothing, type Markup } from './markup.ts';
import { clockOf, duration, longDate, spare } from './words.ts';

/** Which night, that it failed, and whether anything of it counts. */
export function failureHead(report: FailureReport): Markup {
  const { run, timeZone, uiUrl, kind, startedMs, endedMs } = report;
  const url = uiUrl === undefined ? undefined : workflowUrl(uiUrl, nightWorkflowId(run.dictionary, run.date));
  const clock = clockOf(timeZone);
  return html`<h1>${longDate(run.date)}</h1>
    <p class="soft">
      ${KINDS[kind]} of <b>${run.dictionary}</b>${run.run > 0 ? `, run ${run.run}` : ''}, times in
      ${timeZone}${url === undefined ? nothing : html` · <a href="${url}">open in the Temporal UI</a>`}
    </p>
    <p>${pills(report)}</p>
    <p class="lead">${sentence(report)}</p>
    <ul class="tiles">
      <li><b>${clock.minute(startedMs)}</b><span>began</span></li>
      <li><b>${clock.minute(endedMs)}</b><span>${report.failure.cancelled ? 'cancelled' : 'failed'}</span></li>
      <li><b>${duration(endedMs - startedMs)}</b><span>until then</span></li>
      ${deadline(report)}
    </ul>`;
}

const KINDS: Readonly<Record<FailureReport['kind'], string>> = {
  night: 'Night',
  replay: 'Replay of the night',
  backfill: 'Backfill of the night',
};

const pills = ({ failure, stage, kept, late }: FailureReport): Markup =>
  html`<span class="pill bad"
      >✕
      ${failure.cancelled ? 'cancelled' : 'failed'}${stage === 'wait' ? ' before it began' : ` in stage ${stage}`}</span
    >
    ${kept.sealed ? html`<span class="pill warn">! sealed, not handed over whole</span>` : nothing}
    ${late ? html`<span class="pill bad">! late</span>` : nothing}`;

function sentence({ failure, kept, request, kind }: FailureReport): string {
  if (kind === 'backfill' || (request.replay && !request.replay.push))
    return 'The CRM was not to get anything of it and is as it was.';
  if (kept.sealed) return 'The scores are made; the CRM has not got all of them from this attempt.';
  return failure.cancelled
    ? 'Somebody cancelled it; the CRM keeps the scores that it has.'
    : 'No scores of it are delivered; the CRM keeps those that it has.';
}

function deadline({ deadlineMs, endedMs, timeZone }: FailureReport): Markup {
  if (deadlineMs === undefined) return nothing;
  const left = deadlineMs - endedMs;
  const what = `${left >= 0 ? 'before' : 'after'} the deadline (${clockOf(timeZone).minute(deadlineMs)})`;
  return html`<li><b>${spare(Math.abs(left))}</b><span>${what}</span></li>`;
}

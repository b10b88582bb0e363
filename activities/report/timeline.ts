import type { NightReport } from '../../domain/night-report.ts';
import { nightWorkflowId } from '../../domain/night.ts';
import { workflowUrl } from '../../domain/workflow-url.ts';
import { axisTexts, clockTicks, gridLines, scaleOf, type Scale } from './axis.ts';
import { html, nothing, type Markup } from './markup.ts';
import { isOverBudget, spansOf, workOf, type Span, type Timed } from './spans.ts';
import { clockOf, duration, type Clock } from './words.ts';

type Shown = Timed & Pick<NightReport, 'deadlineMs' | 'timeZone' | 'uiUrl' | 'run'>;

/** When each stage ran, by the clock of the dictionary's zone. */
export function timeline(report: Shown): Markup {
  const spans = spansOf(report);
  const work = workOf(spans);
  if (!work) return nothing;
  const { deadlineMs, timeZone } = report;
  const clock = clockOf(timeZone);
  const span = work.toMs - work.fromMs;
  const near = deadlineMs !== undefined && deadlineMs > work.fromMs && deadlineMs - work.fromMs < 2 * span;
  const scale = scaleOf(work.fromMs, near ? Math.max(work.toMs, deadlineMs) : work.toMs);
  const ticks = clockTicks(scale, 6, clock).map(({ at, text }) => ({ x: scale.at(at), text }));
  const due = near ? scale.at(deadlineMs) : undefined;
  const dueText = due === undefined ? nothing : deadlineText(due, clock.minute(deadlineMs ?? 0));
  return html`<h2>Timeline</h2>
    <p class="soft">When each stage ran${near ? html`; the red line is the deadline` : nothing}.</p>
    <ol class="bars">
      ${spans.map((one) => row(one, report, scale, ticks, due, clock))}
      <li class="axis">
        <span></span>
        <div class="wide"><svg aria-hidden="true">${axisTexts(apart(ticks, due))}${dueText}</svg></div>
        <span></span>
      </li>
    </ol>`;
}

function row(
  span: Span,
  report: Shown,
  scale: Scale,
  ticks: readonly { readonly x: number }[],
  due: number | undefined,
  clock: Clock,
): Markup {
  const { stage, part, startedMs, endedMs } = span;
  const x = scale.at(startedMs);
  const width = Math.max(0.4, scale.at(endedMs) - x);
  const kind = span.error !== undefined ? 'bad' : isOverBudget(span) ? 'warn' : part === undefined ? '' : 'pale';
  const told = `${clock.second(startedMs)} to ${clock.second(endedMs)}`;
  return html`<li>
    <span class="${part === undefined ? '' : 'part'}">${label(span, report)}</span>
    <div class="wide">
      <svg role="img" aria-label="${stage} ${part ?? ''}, ${told}">
        <title>${stage} ${part ?? ''}: ${told}</title>
        ${gridLines(ticks.map((tick) => tick.x))}
        <rect class="bar ${kind}" x="${x}%" y="7" width="${width}%" height="12" rx="2" />
        ${due === undefined ? nothing : html`<line class="due" x1="${due}%" x2="${due}%" y1="0" y2="100%" />`}
      </svg>
    </div>
    <span class="num">${duration(endedMs - startedMs)}</span>
  </li>`;
}

/** A dimension of the compute stage is a workflow of its own. */
function label({ stage, part }: Span, { uiUrl, run }: Shown): Markup {
  if (part === undefined || stage !== 'compute' || uiUrl === undefined) return html`${part ?? stage}`;
  const id = `${nightWorkflowId(run.dictionary, run.date)}/${run.run}/${part}`;
  return html`<a href="${workflowUrl(uiUrl, id)}">${part}</a>`;
}

/** Room that the deadline's text takes on the axis, in per cent of its width. */
const DUE_ROOM = 24;

const deadlineText = (x: number, time: string): Markup =>
  html`<text class="due" x="${x}%" y="14" text-anchor="${x > 50 ? 'end' : 'start'}">deadline ${time}</text>`;

const apart = <T extends { readonly x: number }>(ticks: readonly T[], due: number | undefined): T[] =>
  ticks.filter(
    ({ x }) => due === undefined || (due > 50 ? x < due - DUE_ROOM || x > due + 4 : x > due + DUE_ROOM || x < due - 4),
  );

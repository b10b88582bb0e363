import { axisTexts, gridLines, scaleOf } from './axis.ts';
import { html, nothing, type Markup } from './markup.ts';
import { isOverBudget, spansOf, type Span, type Timed } from './spans.ts';
import { duration } from './words.ts';

/** Times the usual time that the drawing reaches; longer bars end in an arrow. */
const MOST = 3;
const TICKS = [0, 1, 2, 3];

/** Each stage against what it took in the last nights: all on one scale, in times of the usual time. */
export function budgets(report: Timed): Markup {
  const spans = spansOf(report).filter(({ typically }) => typically !== undefined && typically.seconds > 0);
  if (spans.length === 0)
    return html`<h2>Stages against their budgets</h2>
      <p class="soft">No budgets yet: they are learnt from delivered nights.</p>`;
  const scale = scaleOf(0, MOST);
  const places = TICKS.map((tick) => ({ x: scale.at(tick), text: tick === 0 ? '0' : `${tick} ×` }));
  return html`<h2>Stages against their budgets</h2>
    <p class="soft">
      How long each stage took, in times of what is usual for it. One is over budget, and named above, that took longer
      than in nine of ten nights, and at least a quarter and a minute longer than usual.
    </p>
    <ol class="bars">
      ${spans.map((span) => bullet(span, (value) => scale.at(Math.min(MOST, value)), gridLines(places.map(({ x }) => x))))}
      <li class="axis">
        <span></span>
        <div class="wide"><svg aria-hidden="true">${axisTexts(places)}</svg></div>
        <span></span>
      </li>
    </ol>
    <div class="key">
      <span><i></i>this night</span><span><i class="warn"></i>over budget</span
      ><span><i class="tick"></i>usual (median of the last nights)</span
      ><span><i class="zone"></i>up to the budget (nine in ten nights)</span>
    </div>`;
}

function bullet(span: Span, at: (times: number) => number, grid: Markup): Markup {
  const { stage, part, typically } = span;
  if (!typically) return nothing;
  const seconds = (span.endedMs - span.startedMs) / 1000;
  const times = seconds / typically.seconds;
  const [usual, budget] = [at(1), at(Math.max(1, typically.p90Seconds / typically.seconds))];
  const over = isOverBudget(span);
  const told = `${duration(seconds * 1000)}, usually ${duration(typically.seconds * 1000)}`;
  return html`<li>
    <span>${part === undefined ? stage : `${stage}, ${part}`}</span>
    <div class="wide">
      <svg role="img" aria-label="${told}">
        <title>${told}, in nine of ten nights at most ${duration(typically.p90Seconds * 1000)}</title>
        ${grid}
        <rect class="zone" x="0" y="5" width="${budget}%" height="16" rx="2" />
        <rect class="bar ${over ? 'warn' : ''}" x="0" y="9" width="${Math.max(0.4, at(times))}%" height="8" rx="1" />
        <line class="mark" x1="${usual}%" x2="${usual}%" y1="5" y2="21" />
        ${times > MOST ? html`<text x="100%" y="17" text-anchor="end">${times.toFixed(0)} × →</text>` : nothing}
      </svg>
    </div>
    <span class="num">${duration(seconds * 1000)}</span>
  </li>`;
}

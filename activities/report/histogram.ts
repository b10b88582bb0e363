import { counted, grouped } from '../../domain/counted.ts';
import type { ModelScores, ScoreBin } from '../../domain/model-scores.ts';
import { axisTexts, scaleOf, ticksOf } from './axis.ts';
import { html, nothing, type Markup } from './markup.ts';
import { change, measure } from './words.ts';

/** How the scores of a model are spread, with the outline of the night before. */
export function histogram(scores: ModelScores): Markup {
  const { model, output, bins, count, mean, compared, withoutNumber } = scores;
  const [first, last] = [bins[0], bins.at(-1)];
  if (!first || !last)
    return html`<h3>${model}</h3>
      <p class="soft">No opportunity has a score.</p>`;
  const most = Math.max(1, ...bins.flatMap((bin) => [bin.count, bin.before ?? 0]));
  const up = scaleOf(0, most * 1.04);
  const across = scaleOf(first.from, last.to);
  const rises = ticksOf(up, 4).filter(Number.isInteger);
  const from =
    first.from === last.to ? [{ x: 50, text: measure(first.from) }] : ticks(across.from, across.to, across.at);
  return html`<h3>${model}</h3>
    <p class="soft">
      ${counted(count, 'opportunity', 'opportunities')}, mean
      ${measure(mean)}${
        compared
          ? `; ${grouped(compared.count)} with a mean of ${measure(compared.mean)} in the night of ${compared.date} (${change(mean - compared.mean)} since)`
          : ''
      }.${withoutNumber > 0 ? ` ${counted(withoutNumber, 'score')} ${withoutNumber === 1 ? 'is' : 'are'} no number.` : ''}
      ${compared && !compared.sameModels ? 'The models were changed since, so that the scores need not agree.' : nothing}
    </p>
    <div class="plot">
      <p class="above">opportunities</p>
      <svg aria-hidden="true">
        ${rises.map((n) => html`<text x="100%" y="${100 - up.at(n)}%" dy="4" text-anchor="end">${grouped(n)}</text>`)}
      </svg>
      <svg role="img" aria-label="histogram of the scores of ${model}">
        ${rises.map((n) => html`<line class="${n === 0 ? 'base' : 'grid'}" x1="0" x2="100%" y1="${100 - up.at(n)}%" y2="${100 - up.at(n)}%" />`)}
        ${bins.map((bin, i) => bar(bin, i, bins.length, up.at))}
        ${compared && bins.length > 1 ? outline(bins, up.at) : nothing}
      </svg>
      <div class="below">
        <svg aria-hidden="true">${axisTexts(from)}</svg>
        <p>${output}</p>
      </div>
    </div>
    ${
      compared
        ? html`<div class="key">
            <span><i></i>this night</span><span><i class="line"></i>night of ${compared.date}</span>
          </div>`
        : nothing
    }`;
}

const ticks = (from: number, to: number, at: (value: number) => number): { x: number; text: string }[] =>
  ticksOf(scaleOf(from, to), 6).map((value) => ({ x: at(value), text: measure(value) }));

function bar({ from, to, count }: ScoreBin, i: number, bins: number, up: (n: number) => number): Markup {
  const height = up(count);
  const width = bins === 1 ? 6 : 88 / bins;
  return html`<rect
    class="bar"
    x="${((i + 0.5) / bins) * 100 - width / 2}%"
    width="${width}%"
    y="${100 - height}%"
    height="${height}%"
    ><title>${measure(from)} to ${measure(to)}: ${counted(count, 'opportunity', 'opportunities')}</title></rect
  >`;
}

/** The earlier night as steps: a drawing of its own, stretched over the bars. */
function outline(bins: readonly ScoreBin[], up: (n: number) => number): Markup {
  const steps = bins.map(({ before = 0 }, i) => `V${(100 - up(before)).toFixed(2)}H${((i + 1) / bins.length) * 1000}`);
  return html`<svg viewBox="0 0 1000 100" preserveAspectRatio="none" width="100%" height="100%">
    <path class="before" d="M0 100${steps.join('')}V100" />
  </svg>`;
}

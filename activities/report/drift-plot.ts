import type { GateResult } from '../../domain/gate-result.ts';
import { axisTexts, gridLines, scaleOf, ticksOf } from './axis.ts';
import { html, nothing, type Markup } from './markup.ts';
import { measure, psi } from './words.ts';

/** Features drawn: those that came nearest to their limit or went beyond it. */
const MOST = 12;
/** A limit that lies farther out than this many times the longest bar is not drawn: the bars would be dust. */
const FAR = 1.6;

/** How far the features of a scene have drifted: a bar each, with its own limit as a mark. Nothing without features. */
export function driftPlot(results: readonly GateResult[]): Markup {
  if (results.length === 0) return nothing;
  const shown = [...results].sort((a, b) => share(b) - share(a)).slice(0, MOST);
  const longest = Math.max(0.05, ...shown.map(({ value }) => value));
  const near = shown.flatMap(({ limit }) => (limit !== undefined && limit <= FAR * longest ? [limit] : []));
  const scale = scaleOf(0, Math.max(longest, ...near) * 1.05);
  const ticks = ticksOf(scale, 5).map((value) => ({ x: scale.at(value), text: measure(value) }));
  const grid = gridLines(ticks.map(({ x }) => x));
  const more =
    results.length > shown.length ? `, the ${shown.length} nearest to their limits of ${results.length}` : '';
  return html`<p class="soft">Drift by feature${more}: population stability index, 0 is no change.</p>
    <ol class="bars">
      ${shown.map(({ feature, value, limit, state }) => {
        const x = limit === undefined || limit > scale.to ? undefined : scale.at(limit);
        return html`<li>
          <span class="name">${feature ?? '–'}</span>
          <div class="wide">
            <svg role="img" aria-label="PSI ${psi(value)}">
              <title>${psi(value)}${limit === undefined ? '' : `, limit ${psi(limit)}`}</title>
              ${grid}
              <rect
                class="bar ${COLOURS[state]}"
                x="0"
                y="9"
                width="${Math.max(0.3, scale.at(value))}%"
                height="8"
                rx="1"
              />
              ${x === undefined ? nothing : html`<line class="mark" x1="${x}%" x2="${x}%" y1="5" y2="21" />`}
            </svg>
          </div>
          <span class="num">${psi(value)}</span>
        </li>`;
      })}
      <li class="axis">
        <span></span>
        <div class="wide"><svg aria-hidden="true">${axisTexts(ticks)}</svg></div>
        <span></span>
      </li>
    </ol>
    ${
      near.length > 0
        ? html`<div class="key">
            <span><i class="tick"></i>limit of the feature</span>
          </div>`
        : nothing
    }`;
}

const COLOURS: Readonly<Record<GateResult['state'], string>> = { ok: '', warn: 'warn', hold: 'bad', told: 'pale' };

/** Of its limit, how much; without one, the value itself, behind all that have one. */
const share = ({ value, limit }: GateResult): number => (limit === undefined ? value / 1e6 : value / limit);

import { counted, grouped } from '../../domain/counted.ts';
import type { GateOutcome, GateResult, SceneGate } from '../../domain/gate-result.ts';
import type { NightReport } from '../../domain/night-report.ts';
import { driftPlot } from './drift-plot.ts';
import { html, nothing, type Markup } from './markup.ts';
import { measure, percent, psi } from './words.ts';

const OUTCOMES: Readonly<Record<GateOutcome, readonly [pill: string, said: string]>> = {
  passed: ['good', '✓ passed'],
  held: ['bad', '✕ held back'],
  released: ['warn', '! released by hand'],
  rejected: ['bad', '✕ rejected'],
  'last-good': ['bad', '✕ last good scores kept'],
};

const STATES: Readonly<Record<GateResult['state'], readonly [pill: string, said: string]>> = {
  ok: ['good', '✓ fine'],
  warn: ['warn', '! warning'],
  hold: ['bad', '✕ holds'],
  told: ['', 'noted'],
};

const CHECKS: Readonly<Record<GateResult['check'], string>> = {
  rows: 'opportunities',
  absent: 'share of absent values',
  drift: 'drift of a feature (PSI)',
  scores: 'drift of the scores (PSI)',
  change: 'change of dictionary or model',
};

/** What is listed of a scene beside its plot. */
const LISTED = 14;

/** What the gates before the push found, scene by scene. */
export function gates({ gates: all = [] }: Pick<NightReport, 'gates'>): Markup {
  if (all.length === 0) return nothing;
  return html`<h2>Gates before the push</h2>
    ${all.map(scene)}`;
}

function scene(gate: SceneGate): Markup {
  const { scene: name, outcome, because, comparedWith } = gate;
  const results = resultsOf(gate);
  const [pill, said] = OUTCOMES[outcome];
  const with_ =
    comparedWith.length === 0
      ? 'There was no earlier night to compare with.'
      : `Compared with ${counted(comparedWith.length, 'good night')}, the newest of ${comparedWith[0] ?? ''}.`;
  const drifts = results.filter(({ check }) => check === 'drift');
  // a scene has hundreds of features, and that they are fine is no news
  const worth = results.filter(({ feature, state }) => feature === undefined || state !== 'ok');
  const fine = results.filter(({ state }) => state === 'ok').length;
  const shown = worth.slice(0, LISTED);
  return html`<h3>Scene ${name} <span class="pill ${pill}">${said}</span></h3>
    <p class="soft">
      ${with_} ${grouped(fine)} of ${counted(results.length, 'check')} found
      nothing.${because === undefined ? '' : ` Said on release: “${because}”`}
    </p>
    ${
      shown.length > 0
        ? html`<div class="scroll">
            <table>
              <tr>
                <th>Check</th>
                <th class="num">Value</th>
                <th class="num tight">Limit</th>
                <th>State</th>
              </tr>
              ${shown.map(line)}
            </table>
          </div>`
        : nothing
    }
    ${
      worth.length > shown.length
        ? html`<p class="soft">And ${counted(worth.length - shown.length, 'more result')}, see report.json.</p>`
        : nothing
    }
    ${driftPlot(drifts)}`;
}

/** What would have held the scene only warned where it passed all the same: the settings do not hold, or there was nothing to hand over. */
const resultsOf = ({ outcome, results }: SceneGate): readonly GateResult[] =>
  outcome === 'passed'
    ? results.map((result) => (result.state === 'hold' ? { ...result, state: 'warn' } : result))
    : results;

function line({ check, model, feature, value, limit, state, said }: GateResult): Markup {
  const [pill, text] = STATES[state];
  const number = (n: number): string => {
    if (check === 'absent') return percent(n);
    return check === 'rows' ? measure(n) : psi(n);
  };
  const what = [CHECKS[check], model, feature].filter((part) => part !== undefined).join(' · ');
  return html`<tr>
    <td>${what}<br /><small>${said}</small></td>
    <td class="num">${number(value)}</td>
    <td class="num tight">${limit === undefined ? '–' : number(limit)}</td>
    <td><span class="pill ${pill}">${text}</span></td>
  </tr>`;
}

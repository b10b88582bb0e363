import { counted, grouped } from '../../domain/counted.ts';
import type { LoadRecord } from '../../domain/load-report.ts';
import type { NightReport } from '../../domain/night-report.ts';
import { html, nothing, type Markup } from './markup.ts';
import { clockOf } from './words.ts';

/** Loads that a page can show; a dictionary that is fed every night has hundreds. */
const NEWEST = 8;
const EXAMPLES = 12;

/** The newest loads, newest first. */
export const recentLoads = ({ loads }: Pick<NightReport, 'loads'>): LoadRecord[] =>
  [...loads].sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1)).slice(0, NEWEST);

/** What was loaded, and which rows were set aside and why. */
export function loads(report: Pick<NightReport, 'loads' | 'timeZone'>): Markup {
  const recent = recentLoads(report);
  const clock = clockOf(report.timeZone);
  const older = report.loads.length - recent.length;
  if (recent.length === 0) return nothing;
  return html`<h2>Loads and rows set aside</h2>
    <div class="scroll">
      <table>
        <tr>
          <th>Drop</th>
          <th class="tight">Began</th>
          <th class="num">Rows</th>
          <th class="num">Set aside</th>
        </tr>
        ${recent.map((load) => {
          const sum = (key: 'read' | 'setAside'): string =>
            load.report ? grouped(load.report.tables.reduce((n, table) => n + table[key], 0)) : '–';
          const state =
            load.state === 'running'
              ? html` <span class="pill warn">not ended</span>`
              : load.state === 'forgotten'
                ? html` <span class="pill">forgotten</span>`
                : nothing;
          return html`<tr>
            <td>${load.drop}${state}</td>
            <td class="tight">${clock.moment(Date.parse(load.startedAt))}</td>
            <td class="num">${sum('read')}</td>
            <td class="num">${sum('setAside')}</td>
          </tr>`;
        })}
      </table>
    </div>
    ${older > 0 ? html`<p class="soft">And ${counted(older, 'older load')}, see report.json.</p>` : nothing}
    ${recent.map(setAside)}`;
}

function setAside({ drop, report }: LoadRecord): Markup {
  const all = report?.setAside ?? [];
  if (!report || all.length === 0) return nothing;
  const total = report.tables.reduce((n, table) => n + table.setAside, 0);
  const shown = all.slice(0, EXAMPLES);
  const file = report.setAsideFile === undefined ? '' : ` All of them: ${report.setAsideFile}`;
  return html`<details>
    <summary>${counted(total, 'row')} of ${drop} set aside: why</summary>
    <table>
      <tr>
        <th>File</th>
        <th class="num">Line</th>
        <th>Reason</th>
      </tr>
      ${shown.map(
        ({ file: name, line, reason }) =>
          html`<tr>
            <td>${name}</td>
            <td class="num">${grouped(line)}</td>
            <td>${reason}</td>
          </tr>`,
      )}
    </table>
    ${total > shown.length || file !== '' ? html`<p class="soft">${total > shown.length ? `${grouped(shown.length)} of ${grouped(total)} are shown.` : ''}${file}</p>` : nothing}
  </details>`;
}

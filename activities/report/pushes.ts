import { grouped } from '../../domain/counted.ts';
import type { NightReport } from '../../domain/night-report.ts';
import { html, nothing, type Markup } from './markup.ts';

/** What became of the leads in the CRM: a row a scene, then the first ones that failed and why. Nothing where no CRM is named. */
export function pushes({ pushes: all = [] }: NightReport): Markup {
  if (all.length === 0) return nothing;
  const failed = all.flatMap(({ scene, examples }) => examples.map((example) => ({ scene, ...example })));
  return html`<h2>Leads in the CRM</h2>
    <div class="scroll">
      <table>
        <tr>
          <th>Scene</th>
          <th class="num">Delivered</th>
          <th class="num">Same as before</th>
          <th class="num">Kept as edited</th>
          <th class="num">Suppressed</th>
          <th class="num">Dead letters</th>
          <th class="num">Read back</th>
          <th class="num">Differing</th>
          <th class="num">Calls</th>
          <th class="num">Sent again</th>
        </tr>
        ${all.map(
          (push) =>
            html`<tr>
              <td>
                ${push.scene}${push.dead > 0 ? html` <span class="pill warn">dead letters</span>` : nothing}${push.newer === undefined ? nothing : html` <span class="pill">${grouped(push.newer)} left to newer nights</span>`}
              </td>
              <td class="num">${grouped(push.delivered)}</td>
              <td class="num">${grouped(push.same)}</td>
              <td class="num">${grouped(push.edited)}</td>
              <td class="num">${grouped(push.suppressed)}</td>
              <td class="num">${grouped(push.dead)}</td>
              <td class="num">${grouped(push.readBack)}</td>
              <td class="num">${grouped(push.differing)}</td>
              <td class="num">${grouped(push.calls)}</td>
              <td class="num">${grouped(push.callsAgain)}</td>
            </tr>`,
        )}
      </table>
    </div>
    ${
      failed.length > 0
        ? html`<p class="soft">The first that the CRM refused:</p>
            <ul>
              ${failed.map(({ scene, id, reason }) => html`<li>${scene}, <code>${id}</code>: ${reason}</li>`)}
            </ul>`
        : nothing
    }`;
}

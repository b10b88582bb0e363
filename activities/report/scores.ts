import { grouped } from '../../domain/counted.ts';
import type { Mover } from '../../domain/model-scores.ts';
import type { NightReport } from '../../domain/night-report.ts';
import { histogram } from './histogram.ts';
import { html, nothing, type Markup } from './markup.ts';
import { alike, change } from './words.ts';

/** The spread of every model's scores, and who moved most. */
export function scores({ scores: all = [], movers = [] }: NightReport): Markup {
  if (all.length === 0) return nothing;
  return html`<h2>Scores</h2>
    ${all.map(
      (one) =>
        html`${histogram(one)}
        ${moved(
          movers.filter(({ model }) => model === one.model),
          one.compared?.date,
        )}`,
    )}`;
}

function moved(movers: readonly Mover[], date: string | undefined): Markup {
  if (date === undefined)
    return html`<p class="soft">No earlier night was scored by this model: nobody has moved yet.</p>`;
  if (movers.length === 0) return html`<p class="soft">No score is another than in the night of ${date}.</p>`;
  const score = alike(movers.flatMap(({ before, now }) => [before, now]));
  return html`<div class="scroll">
    <table>
      <tr>
        <th>Moved most since ${date}</th>
        <th class="num">Score</th>
        <th class="num tight">Change</th>
        <th class="num">Rank</th>
      </tr>
      ${movers.map(
        ({ opportunityId, before, now, rankBefore, rankNow }) =>
          html`<tr>
            <td>${opportunityId}</td>
            <td class="num">${score(before)} → ${score(now)}</td>
            <td class="num tight">${change(now - before, score)}</td>
            <td class="num">${grouped(rankBefore)} → ${grouped(rankNow)}</td>
          </tr>`,
      )}
    </table>
  </div>`;
}

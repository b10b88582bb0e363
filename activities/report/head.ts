import { counted, grouped } from '../../domain/counted.ts';
import type { NightReport } from '../../domain/night-report.ts';
import { nightWorkflowId } from '../../domain/night.ts';
import { workflowUrl } from '../../domain/workflow-url.ts';
import { html, nothing, type Markup } from './markup.ts';
import { spansOf, workOf } from './spans.ts';
import { clockOf, duration, longDate, spare } from './words.ts';

/** What the night is, how it ended, and the five numbers that most people look for. */
export function head(report: NightReport): Markup {
  const { run, counts, timeZone, uiUrl, sealedBefore } = report;
  const url = uiUrl === undefined ? undefined : workflowUrl(uiUrl, nightWorkflowId(run.dictionary, run.date));
  const work = workOf(spansOf(report));
  const leads = counts.leadsWritten + counts.leadsSame;
  return html`<h1>${longDate(run.date)}</h1>
    <p class="soft">
      Night of <b>${run.dictionary}</b>, run ${run.run}, times in
      ${timeZone}${url === undefined ? nothing : html` · <a href="${url}">open in the Temporal UI</a>`}
    </p>
    <p>${pills(report)}</p>
    <p class="lead">${sentence(report)}</p>
    <ul class="tiles">
      ${work && tile(clockOf(timeZone).minute(work.toMs), 'ended')}
      ${work && tile(duration(work.toMs - work.fromMs), sealedBefore ? 'for the push' : 'from first to last stage')}
      ${deadlineTile(report)} ${tile(grouped(counts.opportunities), 'opportunities')}
      ${tile(grouped(leads), 'leads in the list')}
    </ul>`;
}

const tile = (value: string, what: string): Markup => html`<li><b>${value}</b><span>${what}</span></li>`;

function pills(report: NightReport): Markup {
  const held = (report.gates ?? []).filter(({ outcome }) => outcome !== 'passed' && outcome !== 'released');
  return html`<span class="pill good">${held.length > 0 ? '✓ sealed' : '✓ sealed and delivered'}</span>
    ${held.map(({ scene, outcome }) => html`<span class="pill bad">✕ ${scene} ${outcome === 'held' ? 'waits at its gate' : 'held back'}</span> `)}
    ${report.late ? html`<span class="pill bad">! late</span>` : nothing}
    ${(report.decisions ?? []).length > 0 ? html`<span class="pill warn">! made without the newest data</span>` : nothing}`;
}

function sentence({ counts, scenes, sealedBefore, run }: NightReport): string {
  if (sealedBefore) return `Run ${run.run} had been sealed before with the same inputs; only the push was made up for.`;
  const models = new Set(scenes.flatMap((scene) => scene.models)).size;
  const scored =
    models === 0 ? 'got their features; no scene has a model' : `were scored by ${counted(models, 'model')}`;
  const leads =
    models === 0
      ? ''
      : ` That makes ${counted(counts.leadsWritten + counts.leadsSame, 'lead')}, one for each opportunity, scene and model: ${grouped(counts.leadsWritten)} new or changed, ${grouped(counts.leadsSame)} as they were.`;
  return `${counted(counts.opportunities, 'opportunity', 'opportunities')} in ${counted(scenes.length, 'scene')} ${scored}.${leads}`;
}

function deadlineTile(report: NightReport): Markup {
  const { deadlineMs, timeZone } = report;
  const work = workOf(spansOf(report));
  if (deadlineMs === undefined || !work) return nothing;
  const left = deadlineMs - work.toMs;
  const due = clockOf(timeZone).minute(deadlineMs);
  return tile(spare(Math.abs(left)), left >= 0 ? `before the deadline (${due})` : `after the deadline (${due})`);
}

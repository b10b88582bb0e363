import type { NightReport } from '../domain/night-report.ts';
import { REASON_TEXTS, REASONS, type NightWork } from '../domain/night-work.ts';

/** The report as one page that opens anywhere: no script, nothing fetched, light and dark. */
export function reportHtml(report: NightReport): string {
  const { run, counts } = report;
  const title = `Night ${run.dictionary} ${run.date}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(title)}</title><style>${STYLE}</style></head><body>
<h1>${text(title)}</h1>
<p>Run ${run.run}, time zone ${text(report.timeZone)}.${report.late ? ' <strong>Late: the deadline passed before the night ended.</strong>' : ''}${
    report.sealedBefore ? ' Sealed before with the same inputs; only the push was made up for.' : ''
  }</p>
${section('Rows through the night', [
  ['days made anew from events', counts.staleDays],
  ['opportunities', counts.opportunities],
  ...Object.entries(counts.ids).map(([type, n]): [string, number] => [`ids of ${type}`, n]),
  ...workRows('derived', counts.work.derived),
  ...workRows('aggregated', counts.work.aggregated),
  ['derived values', counts.derivedValues],
  ['aggregated values', counts.aggregatedValues],
  ['values too large for a number, left out', counts.overflows],
  ['unknown ids in the population list, left out', counts.unknown],
  ['new features in the index', report.newFeatures],
  ['files', counts.files],
  ['bytes', counts.bytes],
  ['leads written to the CRM', counts.leadsWritten],
  ['leads the CRM had already', counts.leadsSame],
])}
${section(
  'Scenes',
  report.scenes.map(({ name, opportunities, models }) => [
    `${name} (${models.length > 0 ? models.join(', ') : 'no models'})`,
    opportunities,
  ]),
)}
${report.scenes
  .filter(({ opportunities }) => opportunities === 0)
  .map(({ name }) => `<p><strong>No opportunity is in the population of scene ${text(name)}.</strong></p>`)
  .join('')}
${timeline(report)}
${loads(report)}
</body></html>
`;
}

const workRows = (kind: string, { reused, computed }: NightWork): [string, number][] => [
  [`${kind} rows taken over from the night before`, reused],
  ...REASONS.flatMap((reason): [string, number][] => {
    const rows = computed[reason];
    return rows === undefined ? [] : [[`${kind} rows computed, ${REASON_TEXTS[reason]}`, rows]];
  }),
];

const STYLE = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}td,th{padding:.25rem .5rem;border-bottom:1px solid #8884;text-align:left}td.n{text-align:right;font-variant-numeric:tabular-nums}
.bar{background:#4a7bd0;height:.8rem;border-radius:.2rem;min-width:2px}h2{margin-top:2rem;font-size:1.1rem}`;

const section = (title: string, rows: readonly (readonly [string, number])[]): string =>
  `<h2>${text(title)}</h2><table>${rows.map(([name, n]) => `<tr><td>${text(name)}</td><td class="n">${n.toLocaleString('en')}</td></tr>`).join('')}</table>`;

function timeline({ times }: NightReport): string {
  const start = Math.min(...times.map(({ startedMs }) => startedMs));
  const span = Math.max(1, ...times.map(({ endedMs }) => endedMs - start));
  const rows = times.map(({ stage, startedMs, endedMs }) => {
    const [left, width] = [((startedMs - start) / span) * 100, ((endedMs - startedMs) / span) * 100];
    const bar = `<div class="bar" style="margin-left:${left.toFixed(1)}%;width:${width.toFixed(1)}%"></div>`;
    return `<tr><td>${stage}</td><td class="n">${((endedMs - startedMs) / 1000).toFixed(1)} s</td><td style="width:60%">${bar}</td></tr>`;
  });
  return `<h2>Timeline</h2><table>${rows.join('')}</table>`;
}

function loads({ loads: records }: NightReport): string {
  const rows = records.map(({ drop, startedAt, report }) => {
    const sum = (key: 'read' | 'setAside'): string =>
      (report?.tables ?? []).reduce((n, t) => n + t[key], 0).toLocaleString('en');
    const reasons = (report?.setAside ?? []).map(({ file, line, reason }) => `${file}:${line} ${reason}`).join('; ');
    return `<tr><td>${text(drop)}<br><small>${text(reasons)}</small></td><td>${text(startedAt)}</td><td class="n">${sum('read')}</td><td class="n">${sum('setAside')}</td></tr>`;
  });
  return `<h2>Loads</h2><table><tr><th>drop</th><th>began</th><th>rows</th><th>set aside</th></tr>${rows.join('')}</table>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const text = (raw: string): string => raw.replaceAll(/[&<>"]/g, (c) => ENTITIES[c] ?? c);

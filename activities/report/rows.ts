import { grouped } from '../../domain/counted.ts';
import type { NightReport } from '../../domain/night-report.ts';
import { REASON_TEXTS, REASONS, type NightWork } from '../../domain/night-work.ts';
import { recentLoads } from './loads.ts';
import { html, nothing, type Markup } from './markup.ts';
import { size } from './words.ts';

interface Line {
  readonly name: string;
  readonly rows: number;
  /** Part of the line above it. */
  readonly inner?: boolean;
}

/** From the warehouse's rows to the leads: each group on a scale of its own. */
export function rows(report: NightReport): Markup {
  const { counts, sealedBefore } = report;
  const features = [
    { name: 'days made anew from events', rows: counts.staleDays },
    ...Object.entries(counts.ids).map(([type, n]) => ({ name: `ids of ${type}`, rows: n })),
    ...work('derived', counts.work.derived),
    ...work('aggregated', counts.work.aggregated),
  ];
  const values = [
    { name: 'derived values', rows: counts.derivedValues },
    { name: 'aggregated values', rows: counts.aggregatedValues },
  ];
  return html`<h2>Rows through the night</h2>
    ${group('From the warehouse', loaded(report))} ${sealedBefore ? nothing : group('Features', features)}
    ${sealedBefore ? nothing : group('Values', values)} ${group('Out', out(report))}
    <p class="soft">
      ${grouped(counts.files)} files,
      ${size(counts.bytes)}${
        report.newFeatures > 0 ? `; ${grouped(report.newFeatures)} new features got a column in the index` : ''
      }.
    </p>`;
}

function loaded(report: NightReport): Line[] {
  const tables = recentLoads(report).flatMap((load) => load.report?.tables ?? []);
  const sum = (key: 'read' | 'setAside' | 'afterUntil' | 'added' | 'replaced' | 'same'): number =>
    tables.reduce((n, table) => n + table[key], 0);
  if (sum('read') === 0) return [];
  return [
    { name: 'rows read', rows: sum('read') },
    { name: 'new', rows: sum('added'), inner: true },
    { name: 'replace an older one', rows: sum('replaced'), inner: true },
    { name: 'known already', rows: sum('same'), inner: true },
    { name: 'for a later night', rows: sum('afterUntil'), inner: true },
    { name: 'set aside', rows: sum('setAside'), inner: true },
  ];
}

const work = (kind: string, { reused, computed }: NightWork): Line[] => {
  const reasons = REASONS.flatMap((reason) => {
    const n = computed[reason];
    return n === undefined ? [] : [{ name: `computed, ${REASON_TEXTS[reason]}`, rows: n, inner: true }];
  });
  const total = reused + reasons.reduce((sum, line) => sum + line.rows, 0);
  const taken = { name: 'taken over as they were', rows: reused, inner: true };
  return [{ name: `${kind} rows`, rows: total }, ...(reused > 0 ? [taken] : []), ...reasons];
};

function out({ counts, scenes }: NightReport): Line[] {
  return [
    { name: 'opportunities', rows: counts.opportunities },
    ...scenes.map(({ name, opportunities, models }) => ({
      name: `scene ${name}, ${models.length > 0 ? models.join(', ') : 'no models'}`,
      rows: opportunities,
      inner: true,
    })),
    { name: 'leads in the list', rows: counts.leadsWritten + counts.leadsSame },
    { name: 'new or changed', rows: counts.leadsWritten, inner: true },
    { name: 'as they were', rows: counts.leadsSame, inner: true },
  ];
}

function group(title: string, all: readonly Line[]): Markup {
  const lines = all.filter(({ rows: n, inner }) => n > 0 || inner !== true);
  const most = Math.max(1, ...lines.map((line) => line.rows));
  if (lines.length === 0) return nothing;
  return html`<h3>${title}</h3>
    <ol class="bars">
      ${lines.map(
        ({ name, rows: n, inner }) =>
          html`<li>
            <span class="${inner === true ? 'part' : ''}">${name}</span>
            <div class="wide">
              <svg aria-hidden="true">
                <rect
                  class="bar ${inner === true ? 'pale' : ''}"
                  x="0"
                  y="7"
                  width="${((n / most) * 100).toFixed(2)}%"
                  height="12"
                  rx="2"
                />
              </svg>
            </div>
            <span class="num">${grouped(n)}</span>
          </li>`,
      )}
    </ol>`;
}

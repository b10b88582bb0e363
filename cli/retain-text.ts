import Table from 'cli-table3';
import { counted, grouped } from '../domain/counted.ts';
import { formatInstant } from '../domain/instant.ts';
import type { RetentionGroup, RetentionReport } from '../domain/retention-report.ts';

/** The result of a retention for a person. */
export function retainText({ dictionary, runDate, dryRun, rules, groups, ...report }: RetentionReport): string {
  if (runDate === undefined) {
    return `settings.yaml of ${dictionary} has no retention rules: every event is kept (dictionaries/README.md shows some).\n`;
  }
  const gone = groups.reduce((sum, { events }) => sum + events, 0);
  const verb = dryRun ? 'would go' : gone === 1 ? 'is gone' : 'are gone';
  const lines = [
    `${grouped(gone)} of ${counted(report.events, 'event')} of ${dictionary} ${verb}, counted from its newest night, ${runDate}.`,
    '',
    ...rules.flatMap((rule, place) =>
      ruleLines(
        `${place + 1}. ${rule}`,
        groups.filter((group) => group.rule === place),
      ),
    ),
  ];
  if (report.seen > 0) {
    lines.push(`${grouped(report.seen)} more are beyond the newest and stay, because windows of that night read them.`);
  }
  if (report.traces > 0) {
    lines.push(`${grouped(report.traces)} more stay, each as the oldest event by which its opportunity is known.`);
  }
  if (dryRun && gone > 0) lines.push(`Nothing was removed. To do it: npx daybreak retain ${dictionary}`);
  return `${lines.join('\n').trimEnd()}\n`;
}

/** What `--on-stack` adds to it; nothing for a store that rewrites no tables. */
export const rewrittenText = (tables: number): string =>
  tables === 0 ? '' : `The store has rewritten its ${counted(tables, 'table')} without what went.\n`;

function ruleLines(rule: string, groups: readonly RetentionGroup[]): string[] {
  if (groups.length === 0) return [rule, '   nothing', ''];
  const table = new Table({
    head: ['type', 'feature', 'events', 'entities', 'oldest', 'newest', 'about'],
    colAligns: ['left', 'left', 'right', 'right', 'left', 'left', 'right'],
    style: { head: [], border: [] },
  });
  for (const { type, feature, events, entities, oldest, newest, bytes } of groups) {
    const times = [formatInstant(oldest), formatInstant(newest)];
    table.push([type, feature, grouped(events), grouped(entities), ...times, sizeText(bytes)]);
  }
  return [rule, table.toString(), ''];
}

function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${String(units[power])}`;
}

import Table from 'cli-table3';
import { counted, grouped } from '../domain/counted.ts';
import { formatInstant } from '../domain/instant.ts';
import type { RetentionGroup, RetentionReport, ThinnedNights } from '../domain/retention-report.ts';

/** The result of a retention for a person. */
export function retainText({ dictionary, runDate, dryRun, rules, groups, nights, ...report }: RetentionReport): string {
  if (runDate === undefined) {
    return `settings.yaml of ${dictionary} has no retention rules and no files.keep_days: every event and file is kept (dictionaries/README.md shows some).\n`;
  }
  const lines = rules.length === 0 ? [] : eventLines({ dictionary, runDate, dryRun, rules, groups, ...report });
  if (nights) lines.push(...nightLines(nights, { dictionary, runDate, dryRun }));
  const going = groups.length > 0 || (nights?.files ?? 0) > 0;
  if (dryRun && going) lines.push(`Nothing was removed. To do it: npx daybreak retain ${dictionary}`);
  return `${lines.join('\n').trimEnd()}\n`;
}

type EventReport = Omit<RetentionReport, 'nights'>;

function eventLines({ dictionary, runDate, dryRun, rules, groups, ...report }: EventReport): string[] {
  const gone = groups.reduce((sum, { events }) => sum + events, 0);
  const verb = dryRun ? 'would go' : gone === 1 ? 'is gone' : 'are gone';
  const lines = [
    `${grouped(gone)} of ${counted(report.events, 'event')} of ${dictionary} ${verb}, counted from its newest night, ${runDate ?? ''}.`,
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
  lines.push('');
  return lines;
}

/** Of the nights whose files went. */
function nightLines(
  { before, dates, files, rowFiles, running }: ThinnedNights,
  { dictionary, runDate, dryRun }: Pick<RetentionReport, 'dictionary' | 'runDate' | 'dryRun'>,
): string[] {
  const verb = dryRun ? 'would go' : files === 1 ? 'is gone' : 'are gone';
  const counting = `counted from ${runDate ?? ''}`;
  const lines =
    files === 0
      ? [`No files of nights before ${before} ${dryRun ? 'would go' : 'had to go'}, ${counting}.`]
      : [
          `${counted(files, 'file')} of ${counted(dates.length, 'night')} before ${before} ${verb}, ${counting}: ${dates[0] ?? ''} to ${dates.at(-1) ?? ''}.`,
          `Their reports stay. To make one anew, with the same bytes: npx daybreak replay ${dictionary} --date ${dates[0] ?? ''} --full`,
        ];
  const [stay, them] = rowFiles === 1 ? ['stays', 'it'] : ['stay', 'them'];
  if (rowFiles > 0) lines.push(`${counted(rowFiles, 'file')} of rows ${stay}, because later nights point to ${them}.`);
  const beingMade = running.length === 1 ? 'it is' : 'they are';
  if (running.length > 0) lines.push(`Left alone, as ${beingMade} being made anew: ${running.join(', ')}.`);
  return lines;
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

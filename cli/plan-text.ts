import { clockText } from '../domain/clock-text.ts';
import { counted, grouped } from '../domain/counted.ts';
import type { DictionaryOutlook, NightOutlook, RowsOutlook, TimeOutlook } from '../domain/night-outlook.ts';
import { INPUT_TEXTS, type NightInputs } from '../domain/night-manifest.ts';
import { REASON_TEXTS } from '../domain/night-work.ts';
import { minutesText } from './minutes-text.ts';

/** Names of features on a line at most. */
const NAMES = 5;

/** What a night would do, for a person. */
export function planText(outlook: NightOutlook): string {
  const { dictionary, date, sealed, sources, redelivered, stale, base, rows, last, time, dictionaryChange } = outlook;
  const lines = [
    `night ${dictionary} ${date}${sealed ? `: sealed as run ${sealed.run}${changedText(sealed.changed, stale.length > 0)}` : ''}`,
    line('waits for', sources.length === 0 ? 'nothing' : sources.map(sourceText).join(', ')),
    ...redeliveredLines(dictionary, redelivered),
    ...(stale.length === 0
      ? [line('folds', 'nothing: no day has changed')]
      : stale.map((of) => staleText(of, last !== undefined))),
    line(
      'takes over from',
      typeof base === 'string'
        ? `no night: every row is computed, ${REASON_TEXTS[base]}`
        : `the night of ${base.date}, run ${base.run}`,
    ),
    ...rows.map(rowsText),
    ...(last
      ? [
          line(
            'writes about',
            `${bytesText(last.bytes)} in ${counted(last.files, 'file')} for ${counted(last.opportunities, 'opportunity', 'opportunities')}, as on ${last.date}`,
          ),
        ]
      : []),
    ...timeLines(time),
    ...changeLines(dictionaryChange),
  ];
  return `${lines.join('\n')}\n`;
}

const line = (name: string, text: string): string => `  ${name.padEnd(16)} ${text}`;

/** @param rowsCame whether days before it wait for their fold; a replay may have taken them in for itself */
function changedText(changed: readonly (keyof NightInputs)[], rowsCame: boolean): string {
  const replay = ', so only a replay makes it anew';
  if (changed.length > 0)
    return `; its ${changed.map((input) => INPUT_TEXTS[input]).join(', ')} changed since${replay}`;
  return rowsCame
    ? '; rows of days before it have come since: `replay --as-known-now` takes in those that it has not got'
    : '; asked for again it changes nothing, unless rows have come';
}

const redeliveredLines = (dictionary: string, partitions: readonly string[] = []): string[] =>
  partitions.map((path) =>
    line('came again', `${path}, since it was loaded; take it in with: npx daybreak load ${dictionary} ${path}`),
  );

const sourceText = ({ name, state, partition }: NightOutlook['sources'][number]): string =>
  state === 'signal'
    ? `${name} (a signal)`
    : `${name} (${partition ?? ''} ${state === 'ready' ? 'is complete' : 'is not complete yet'})`;

/** @param hasPast whether a night was sealed before: without one nothing is late */
function staleText(
  { type, entities, days, lateDays, oldest, laterDays }: NightOutlook['stale'][number],
  hasPast: boolean,
): string {
  const late = hasPast ? `, ${grouped(lateDays)} of them late or corrected` : '';
  const back = lateDays > 0 ? `${late}, back to ${oldest}` : '';
  const later = laterDays > 0 ? `; and ${counted(laterDays, 'day')} from the run date on` : '';
  return line('folds', `${type}: ${counted(days, 'day')} of ${counted(entities, 'id')}${back}${later}`);
}

function rowsText({ kind, type, changed, due, newIds, reused, otherDictionary }: RowsOutlook): string {
  const name = `${kind} ${type}`;
  if (otherDictionary)
    return line(
      'computes',
      `${name}: all ${grouped(changed + due + reused + newIds)}, as its dictionary rows are others`,
    );
  const parts = [
    `${grouped(changed)} with changed data`,
    `${grouped(due)} due by date`,
    ...(newIds > 0 ? [`${grouped(newIds)} of new ids`] : []),
  ];
  return line('computes', `${name}: ${parts.join(', ')}; ${grouped(reused)} taken over`);
}

function timeLines({ timeZone, budgets, expectedSeconds, deadlineMs, headroomSeconds }: TimeOutlook): string[] {
  const deadline = deadlineMs === undefined ? undefined : clockText(deadlineMs, timeZone);
  if (expectedSeconds === undefined)
    return [
      line('takes', 'unknown: no night has run from beginning to end yet'),
      ...(deadline === undefined ? [] : [line('deadline', deadline)]),
    ];
  const longest = [...budgets].sort((a, b) => b.seconds - a.seconds).slice(0, 3);
  const of = longest.map(
    ({ stage, dimension, seconds }) =>
      `${dimension === undefined ? stage : `${stage} ${dimension}`} ${durationText(seconds)}`,
  );
  const nights = Math.max(0, ...budgets.map((budget) => budget.nights));
  return [
    line(
      'takes',
      `about ${durationText(expectedSeconds)} by ${counted(nights, 'past night')}; longest: ${of.join(', ')}`,
    ),
    ...(deadline === undefined ? [] : [line('deadline', `${deadline}${headroomText(headroomSeconds)}`)]),
  ];
}

const headroomText = (seconds: number | undefined): string => {
  if (seconds === undefined) return '';
  return seconds >= 0 ? `, ${durationText(seconds)} of headroom` : `, missed by ${durationText(-seconds)}`;
};

function changeLines({ added, retired, revived, newModels, changedModels, goneModels }: DictionaryOutlook): string[] {
  const features = (name: string, of: DictionaryOutlook['added']): string[] => {
    const [first, last] = [of[0], of.at(-1)];
    if (!first || !last) return [];
    const names = of.slice(0, NAMES).map(({ feature, column }) => `${feature} (${column})`);
    const more = of.length > NAMES ? ` … columns ${first.column} to ${last.column}` : '';
    return [line(name, `${counted(of.length, 'feature')}: ${names.join(', ')}${more}`)];
  };
  const models = (name: string, of: readonly string[]): string[] =>
    of.length === 0 ? [] : [line(name, `${counted(of.length, 'model')}: ${of.join(', ')}`)];
  return [
    ...features('adds', added),
    ...features('retires', retired),
    ...features('revives', revived),
    ...models('new', newModels),
    ...models('changed', changedModels),
    ...models('gone', goneModels),
  ];
}

function durationText(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  return minutesText(seconds / 60);
}

function bytesText(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${power === 0 ? grouped(bytes) : (bytes / 1000 ** power).toPrecision(3)} ${units[power] ?? ''}`;
}

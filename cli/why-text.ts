import { counted } from '../domain/counted.ts';
import { oneLine } from '../domain/one-line.ts';
import { numberText } from '../domain/reason-text.ts';
import type { Cause, Why, WhyDay, WhyEvent, WhyModel, WhyMoved, WhyMovedFeature, WhyReason } from '../domain/why.ts';

const DAYS = 3;
const EVENTS = 4;
const FEATURES = 5;

const METHODS: Readonly<Record<string, string>> = {
  'tree-paths': 'exact, from the trees and the training rows that took each way',
  'tree-absent': 'exact, from the trees, against an opportunity without any feature',
  subsets: 'from the model itself, against an opportunity without any feature',
};

const SAID: Readonly<Record<Cause, string>> = {
  came: 'events came in',
  late: 'events of earlier days came late',
  corrected: 'events were corrected',
  removed: 'events were removed',
  agedOut: 'events aged out of a window',
  agedIn: 'events aged into a window',
  days: 'days passed',
  links: 'links changed',
  attributes: 'attributes changed',
  dictionary: 'the dictionary changed',
  decision: 'a night went on without, or with earlier features',
  model: 'the model changed',
  together: 'unmoved features count differently beside those that moved',
  unknown: 'for a reason that the store does not show',
};

/** What `daybreak why` prints for people. */
export function whyText({ dictionary, date, run, opportunity, models }: Why): string {
  const title = `${opportunity} of ${dictionary}, night ${date} (run ${run})\n`;
  return [title, ...models.map(modelText)].join('\n');
}

function modelText({ model, version, scenes, scores, output, method, scale, start, ...why }: WhyModel): string {
  const all = Object.entries(scores).map(([name, score]) => `${name} ${score.toFixed(4)}`);
  return lines([
    `scene ${scenes.join(', ')}, model ${model} ${version}: ${all.join(', ')}`,
    `  what each feature adds to the ${unitOf(scale)} of ${output}, from ${signed(start)} on;`,
    `  ${METHODS[method] ?? method}`,
    ...sideText('speaks for it', why.for),
    ...sideText('speaks against it', why.against),
    ...(why.moved ? movedText(why.moved, unitOf(scale)) : ['  no earlier night scored it with this model']),
  ]);
}

const unitOf = (scale: WhyModel['scale']): string => (scale === 'score' ? 'score' : 'log-odds');

function sideText(title: string, reasons: readonly WhyReason[]): string[] {
  if (reasons.length === 0) return [`  nothing ${title}`];
  return [
    `  ${title}`,
    ...reasons.flatMap(({ contribution, said, feature, also = [], days, attributes }) => [
      `    ${signed(contribution)}  ${said}  [${[feature, ...also].join(', ')}]`,
      ...days.slice(0, DAYS).map((day) => `             ${dayText(day)}`),
      ...(days.length > DAYS ? [`             and ${counted(days.length - DAYS, 'more day')}`] : []),
      ...(attributes === undefined ? [] : [`             version in force: ${oneLine(attributes)}`]),
    ]),
  ];
}

function dayText({ date, type, id, value, events }: WhyDay): string {
  const more = events.length > EVENTS ? ` and ${events.length - EVENTS} more` : '';
  return `${date} ${type}/${id} = ${value ?? 'too large'}: ${events.slice(0, EVENTS).map(eventText).join('; ')}${more}`;
}

const eventText = ({ eventId, feature, time, value }: WhyEvent): string =>
  `${eventId} ${feature} ${time}${value === '' ? '' : ` ${value}`}`;

function movedText({ since, scoreBefore, scoreNow, change, byCause, features }: WhyMoved, unit: string): string[] {
  const shown = features.filter(isSeen).slice(0, FEATURES);
  const rest = features.length - shown.length;
  return [
    `  since ${since}: ${scoreBefore.toFixed(4)} to ${scoreNow.toFixed(4)}, ${signed(change)} in ${unit}`,
    ...byCause
      .filter(isSeen)
      .map((one) => `    ${signed(one.change)}  ${one.causes.map((cause) => SAID[cause]).join(' and ')}`),
    ...shown.flatMap(featureText),
    ...(rest > 0
      ? [`    and ${counted(rest, 'more feature')} moved${shown.length < FEATURES ? ', which changed nothing' : ''}`]
      : []),
  ];
}

function featureText({ feature, before, now, change, said, events, linked, unlinked }: WhyMovedFeature): string[] {
  const shown = events.slice(0, EVENTS);
  return [
    `    ${signed(change)}  ${feature}: ${valueText(before)} to ${valueText(now)}; ${said}`,
    ...shown.map((event) => `             ${SAID[event.cause]}: ${event.type}/${event.id} ${eventText(event)}`),
    ...(events.length > shown.length
      ? [`             and ${counted(events.length - shown.length, 'more event')}`]
      : []),
    ...(linked.length > 0 ? [`             linked: ${linked.join(', ')}`] : []),
    ...(unlinked.length > 0 ? [`             no longer linked: ${unlinked.join(', ')}`] : []),
  ];
}

/** Whether a change is more than 0 as it is printed. */
const isSeen = ({ change }: { readonly change: number }): boolean => Number(signed(change)) !== 0;
const valueText = (value: number | undefined): string => (value === undefined ? 'absent' : numberText(value));
const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(4)}`;
const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');

/**
 * What a night of many ids needs, from slopes measured here: two nights of made-up CRMs, a small and a larger one, give a line for each stage.
 *
 *   npx tsx bench/scale.ts [--stack embedded|hadoop] [--sizes 500,4000] [--ids 50000000] [--entries 60] [--awake 1] [--window 90]
 *
 * It prints Markdown: what was measured, the slopes, and the answer for so many ids, and for ten times as many.
 */
import { parseArgs } from 'node:util';
import { counted, grouped } from '../domain/counted.ts';
import { measureNight } from './scale/measure.ts';
import { answerOf, slopesOf, type Answer, type MeasuredNight, type Question } from './scale/model.ts';

const { values } = parseArgs({
  options: {
    stack: { type: 'string', default: 'embedded' },
    sizes: { type: 'string', default: '500,4000' },
    ids: { type: 'string', default: '50000000' },
    entries: { type: 'string', default: '60' },
    awake: { type: 'string', default: '1' },
    window: { type: 'string', default: '90' },
  },
});
const stack = values.stack === 'hadoop' ? 'hadoop' : 'embedded';
const nights: MeasuredNight[] = [];
for (const size of values.sizes.split(',').map(Number)) {
  process.stderr.write(`a night of ${counted(size, 'opportunity', 'opportunities')} on the ${stack} stack\n`);
  nights.push(await measureNight(stack, size));
}
const [small, large] = [nights[0], nights.at(-1)];
if (!small || !large) throw new Error('--sizes wants two numbers of opportunities');

const question: Question = {
  ids: Number(values.ids),
  entriesAnId: Number(values.entries),
  changedAnId: 1,
  awake: Number(values.awake),
  windowMinutes: Number(values.window),
  regionBytes: 10 * 2 ** 30,
  regionsAServer: 100,
  types: 4,
  models: 2,
};
const slopes = slopesOf(small, large);
const print = (...lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);

print(`Measured on the ${stack} stack:`, '', '| | small | large |', '|---|---|---|');
for (const [what, value] of figures()) print(`| ${what} | ${value(small)} | ${value(large)} |`);
print('', '| stage | core-seconds, small | large | µs an id |', '|---|---|---|---|');
for (const { stage, secondsAnId } of slopes) {
  const [a, b] = [small.stageSeconds[stage] ?? 0, large.stageSeconds[stage] ?? 0];
  print(`| ${stage} | ${a.toFixed(1)} | ${b.toFixed(1)} | ${(secondsAnId * 1e6).toFixed(0)} |`);
}
const answers = [question, { ...question, awake: 0.1 }, { ...question, ids: question.ids * 10 }];
print('', `| ${answers.map(titleOf).join(' | ')} |`.replace('|', '| |'), `|---|${'---|'.repeat(answers.length)}`);
const answered = answers.map((asked) => answerOf(small, large, asked));
for (const [what, value] of answerLines()) print(`| ${what} | ${answered.map(value).join(' | ')} |`);

function titleOf({ ids, entriesAnId, awake }: Question): string {
  return `${grouped(ids)} ids × ${entriesAnId}, ${awake * 100}% computed`;
}

function figures(): [string, (night: MeasuredNight) => string][] {
  return [
    ['opportunities', (night) => grouped(night.opportunities)],
    ['ids of the night', (night) => grouped(night.ids)],
    ['events loaded', (night) => grouped(night.events)],
    ['day cells', (night) => grouped(night.days)],
    ['bytes of the store, a day cell', (night) => (night.storeBytes / night.days).toFixed(0)],
    ['bytes of files, an id', (night) => (night.fileBytes / night.ids).toFixed(0)],
  ];
}

function answerLines(): [string, (answer: Answer) => string][] {
  return [
    ['day cells read', ({ entries }) => grouped(entries)],
    ['core-hours a night', ({ coreHours }) => coreHours.toFixed(1)],
    [`compute cores for ${question.windowMinutes} minutes`, ({ cores }) => grouped(cores)],
    ['minutes with 64 cores', ({ coreHours }) => ((coreHours * 60) / 64).toFixed(0)],
    ['store', ({ storeBytes }) => `${(storeBytes / 1e12).toFixed(2)} TB`],
    ['files of a night', ({ fileBytes }) => `${(fileBytes / 1e9).toFixed(0)} GB`],
    ['regions of 10 GiB', ({ regions }) => grouped(regions)],
    ['region servers of 100 regions', ({ regionServers }) => grouped(regionServers)],
    ['shards a type, if one type has all ids', ({ shards }) => grouped(shards)],
    ['activities', ({ activities }) => grouped(activities)],
    ['events in Temporal', ({ temporalEvents }) => grouped(temporalEvents)],
  ];
}

import Table from 'cli-table3';
import { counted, grouped } from '../domain/counted.ts';
import { INPUT_TEXTS } from '../domain/night-manifest.ts';
import type { NightRun } from '../domain/night.ts';
import type { FeatureDiff, NightDiff, SceneDiff } from '../domain/night-diff.ts';

/** Names on a line at most. */
const NAMES = 6;
const PLAIN = { head: [], border: [], compact: true };

/** `2026-03-02 run 1`. */
export const runText = ({ date, run }: NightRun): string => `${date} run ${run}`;

/** How two runs differ, for a person; `top` features of each scene. */
export function diffText(diff: NightDiff, top: number): string {
  const { before, now, dictionary, models, scenes, scores } = diff;
  const lines = [
    `${now.dictionary} ${runText(now)}, compared with ${runText(before)}`,
    line('inputs', inputsText(diff)),
    ...named('new features', dictionary.added),
    ...named('gone features', dictionary.gone),
    ...named('new models', models.added),
    ...named('other models', models.changed),
    ...named('gone models', models.gone),
    ...scenes.flatMap((scene) => sceneLines(scene, top)),
    ...scores.flatMap(scoreLines),
  ];
  return `${lines.join('\n')}\n`;
}

function inputsText({ inputs, rowsUnknown }: NightDiff): string {
  const others = inputs.flatMap((input) => (input === 'date' ? [] : [INPUT_TEXTS[input]]));
  const parts = [
    ...(inputs.includes('date') ? ['another date'] : []),
    ...(others.length > 0 ? [`other ${others.join(', ')}`] : []),
  ];
  const text = parts.length === 0 ? 'the same' : parts.join(', ');
  return rowsUnknown ? `${text}; whether their rows are the same is not known any more` : text;
}

const line = (name: string, text: string): string => `  ${name.padEnd(14)} ${text}`;

const named = (name: string, of: readonly string[]): string[] => {
  if (of.length === 0) return [];
  const more = of.length > NAMES ? ' …' : '';
  return [line(name, `${grouped(of.length)}: ${of.slice(0, NAMES).join(', ')}${more}`)];
};

const opportunities = (n: number): string => counted(n, 'opportunity', 'opportunities');

function sceneLines({ scene, both, entered, left, changed, features }: SceneDiff, top: number): string[] {
  const head = `scene ${scene}: ${opportunities(both)} in both, ${grouped(entered)} came, ${grouped(left)} went`;
  if (features.length === 0) return ['', `${head}; every feature of every one is the same`];
  const table = new Table({
    head: ['feature', 'changed', 'appeared', 'vanished', 'mean change', 'largest change'],
    style: PLAIN,
  });
  for (const feature of features.slice(0, top)) table.push(featureCells(feature));
  const more = features.length > top ? [`  … and ${counted(features.length - top, 'other feature')} (--top)`] : [];
  return [
    '',
    `${head}; ${grouped(changed)} with other values in ${counted(features.length, 'feature')}`,
    table.toString(),
    ...more,
  ];
}

function featureCells({ feature, changed, appeared, vanished, sum, most }: FeatureDiff): string[] {
  return [
    ...[feature, grouped(changed), grouped(appeared), grouped(vanished)],
    changed === 0 ? '' : signed(sum / changed),
    most ? `${numberText(most.before)} → ${numberText(most.now)} (${most.opportunityId})` : '',
  ];
}

function scoreLines({ scores, movers }: NightDiff['scores'][number]): string[] {
  const { model, output, mean, compared } = scores;
  const head = `model ${model}: mean ${output} ${numberText(compared?.mean ?? 0)} → ${numberText(mean)}`;
  if (movers.length === 0) return ['', `${head}; every score is the same`];
  const table = new Table({ head: ['opportunity', output, '', 'rank', ''], style: PLAIN });
  for (const { opportunityId, before, now, rankBefore, rankNow } of movers) {
    table.push([
      ...[opportunityId, `${numberText(before)} → ${numberText(now)}`, signed(now - before)],
      ...[`${grouped(rankBefore)} → ${grouped(rankNow)}`, signed(rankBefore - rankNow)],
    ]);
  }
  return ['', `${head}; the largest rises, then the largest falls:`, table.toString()];
}

/** Short, and exact where it is a whole number. */
export const numberText = (value: number): string =>
  Number.isInteger(value) ? grouped(value) : String(Number(value.toPrecision(5)));

const signed = (value: number): string => (value > 0 ? `+${numberText(value)}` : numberText(value));

import { grouped } from './counted.ts';
import type { GateLimits } from './gate-limits.ts';
import type { GoodNight, SceneMeasures } from './gate-measures.ts';
import type { GateResult } from './gate-result.ts';
import { psi, RARE, type Psi } from './psi.ts';
import { quantile } from './quantile.ts';
import { EMPTY_SKETCH, mergedSketch, sketchTotal, type ValueSketch } from './value-sketch.ts';

/** Each check of a gate, of one thing against good nights that had the same thing; at least one of those. */

/** `hold` where a scene has far fewer or far more opportunities than its usual night; usual is the median of the good nights. */
export function rowsResult(now: SceneMeasures, good: readonly GoodNight[], { rows }: GateLimits): GateResult {
  const usual = median(good.map(({ measures }) => measures.rows));
  const [least, most] = [Math.ceil(usual * rows.min_share), Math.floor(usual * rows.max_share)];
  const outside = now.rows < least || now.rows > most;
  const limit = now.rows > most ? most : least;
  const said = `${grouped(now.rows)} opportunities, ${grouped(usual)} in ${nightsText(good)}${outside ? `; allowed are ${grouped(least)} to ${grouped(most)}` : ''}`;
  return { scene: now.scene, check: 'rows', value: now.rows, limit, state: outside ? 'hold' : 'ok', said };
}

/**
 * Fails where a feature is absent for more opportunities than usual: by more than the settings allow, and than chance makes of so few. The
 * value and the limit are shares, 0 to 1.
 * @param used whether a model of the scene reads the feature: then it is `hold`, else `warn`
 */
export function absentResult(
  now: SceneMeasures,
  feature: string,
  good: readonly GoodNight[],
  { absent }: GateLimits,
  used: boolean,
): GateResult {
  const share = absentShare(now, feature);
  const usual = median(good.map(({ measures }) => absentShare(measures, feature)));
  const rows = median(good.map(({ measures }) => measures.rows));
  // a handful of opportunities says little about a share
  const chance = RARE * Math.sqrt((0.25 * (now.rows + rows)) / Math.max(1, now.rows * rows));
  const limit = Math.min(1, usual + Math.max(absent.max_rise, chance));
  const state = share <= limit ? 'ok' : used ? 'hold' : 'warn';
  const said = `${feature} is absent for ${percent(share)} of the opportunities, for ${percent(usual)} in ${nightsText(good)}`;
  return { scene: now.scene, feature, check: 'absent', value: share, limit, state, said };
}

/** Good nights from which on it is known how much a feature moves from night to night. */
const NIGHTS_TO_KNOW = 3;
/** A drift is unusual that is so much larger than any between those nights. */
const BEYOND_USUAL = 1.25;

/**
 * Many features move every night, such as days since the last call after a weekend, so the limit is what the settings say or what is usual,
 * whichever is more. Undefined where there are no values to compare: then `absent` has said all.
 */
export function driftResult(
  now: SceneMeasures,
  feature: string,
  good: readonly GoodNight[],
  { psi: limits }: GateLimits,
  used: boolean,
): GateResult | undefined {
  const had = good.filter(({ measures }) => feature in measures.features);
  const before = had.map(({ measures }) => measures.features[feature]);
  const found = compared(now.features[feature], before);
  if (!found) return undefined;
  const chance = Math.max(found.chance, BEYOND_USUAL * usualDrift(before));
  const { state, limit } = passed({ ...found, chance }, limits);
  // what no model reads cannot spoil a score
  const mild = state === 'hold' && !used ? 'warn' : state;
  const known = had.length >= NIGHTS_TO_KNOW || state === 'ok';
  const said = `the values of ${feature} ${movedText(found, had, state)}${known ? '' : '; more nights will say whether that is usual'}`;
  return { scene: now.scene, feature, check: 'drift', value: found.value, limit, state: known ? mild : 'told', said };
}

/** The largest index of one of the nights with the others; 0 where they are too few. */
function usualDrift(nights: readonly (ValueSketch | undefined)[]): number {
  if (nights.length < NIGHTS_TO_KNOW) return 0;
  return Math.max(
    ...nights.map(
      (night, i) =>
        compared(
          night,
          nights.filter((_, other) => other !== i),
        )?.value ?? 0,
    ),
  );
}

/** @param changed the model is another than in those nights: its scores may well be others */
export function scoresResult(
  now: SceneMeasures,
  model: string,
  output: string,
  good: readonly GoodNight[],
  { score_psi: limits }: GateLimits,
  changed: boolean,
): GateResult {
  const found = compared(
    now.models[model]?.outputs[output],
    good.map(({ measures }) => measures.models[model]?.outputs[output]),
  );
  const about = { scene: now.scene, model, value: found?.value ?? 0 };
  if (changed) {
    const said = `${model} is another model than on ${good[0]?.date ?? ''}${found ? `; the values of its ${output} ${movedText(found, good, 'told')}` : ''}`;
    return { ...about, check: 'change', state: 'told', said };
  }
  if (!found)
    return { ...about, check: 'scores', state: 'told', said: `${output} of ${model} has no values, or had none` };
  const { state, limit } = passed(found, limits);
  return {
    ...about,
    check: 'scores',
    limit,
    state,
    said: `the values of ${output} of ${model} ${movedText(found, good, state)}`,
  };
}

function compared(now: ValueSketch | undefined, before: readonly (ValueSketch | undefined)[]): Psi | undefined {
  const sketches = before.filter((sketch) => sketch !== undefined);
  return psi(mergedSketch(sketches), sketches.length, now ?? EMPTY_SKETCH);
}

/** A drift counts only beyond what chance gives so few values. */
function passed(
  { value, chance }: Psi,
  { warn, hold }: GateLimits['psi'],
): { state: 'ok' | 'warn' | 'hold'; limit: number } {
  if (hold !== undefined && value >= Math.max(hold, chance)) return { state: 'hold', limit: Math.max(hold, chance) };
  const limit = Math.max(warn, chance);
  return { state: value >= limit ? 'warn' : 'ok', limit };
}

const movedText = ({ value }: Psi, good: readonly GoodNight[], state: GateResult['state']): string =>
  `${state === 'ok' ? 'lie as' : 'lie otherwise than'} in ${nightsText(good)} (PSI ${value.toFixed(3)})`;

function absentShare({ rows, features }: SceneMeasures, feature: string): number {
  const present = sketchTotal(features[feature] ?? EMPTY_SKETCH);
  return rows === 0 ? 0 : 1 - present / rows;
}

const nightsText = (good: readonly GoodNight[]): string =>
  good.length === 1 ? `the night of ${good[0]?.date ?? ''}` : `${good.length} good nights before`;

const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;

const median = (values: readonly number[]): number => quantile(values, 0.5);

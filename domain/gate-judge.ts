import { counted } from './counted.ts';
import { absentResult, driftResult, rowsResult, scoresResult } from './gate-checks.ts';
import type { GateLimits } from './gate-limits.ts';
import type { GoodNight, SceneMeasures } from './gate-measures.ts';
import type { GateOutcome, GateResult } from './gate-result.ts';

/**
 * Compares a scene with good nights before it. What is defined otherwise than in a night is not compared with that night: where it is
 * so in all of them, it is a change, which is told and never held.
 * @param good newest first; none for a first night
 * @returns worst first, then by check, model and feature
 */
export function judgeScene(now: SceneMeasures, good: readonly GoodNight[], limits: GateLimits): GateResult[] {
  const [newest] = good;
  if (!newest) return [told(now.scene, 'no good night was there before it, so it is compared with nothing')];
  const alike = good.filter(({ measures }) => measures.population === now.population);
  if (alike.length === 0) {
    const said = `another population than on ${newest.date}, so it is compared with nothing: ${counted(now.rows, 'opportunity', 'opportunities')} after ${newest.measures.rows}`;
    return [told(now.scene, said)];
  }
  const results = [
    rowsResult(now, alike, limits),
    ...featureResults(now, alike, limits),
    ...modelResults(now, alike, limits),
  ];
  const rank = ({ state }: GateResult): number => STATES.indexOf(state);
  return results.sort((a, b) => rank(a) - rank(b));
}

const STATES: readonly GateResult['state'][] = ['hold', 'warn', 'told', 'ok'];

/** What becomes of the push before any person has said something. */
export const outcomeOf = (results: readonly GateResult[], { action }: GateLimits): GateOutcome => {
  if (action === 'warn' || !results.some(({ state }) => state === 'hold')) return 'passed';
  return action === 'hold' ? 'held' : 'last-good';
};

function featureResults(now: SceneMeasures, alike: readonly GoodNight[], limits: GateLimits): GateResult[] {
  const used = new Set(Object.values(now.models).flatMap(({ features }) => features));
  const gone = Object.keys(alike[0]?.measures.definitions ?? {}).filter((feature) => !(feature in now.definitions));
  return [
    ...Object.entries(now.definitions).flatMap(([feature, definition]) => {
      const same = alike.filter(({ measures }) => measures.definitions[feature] === definition);
      if (same.length === 0) return [changedFeature(now.scene, feature, alike)];
      const absent = absentResult(now, feature, same, limits, used.has(feature));
      const drift = driftResult(now, feature, same, limits, used.has(feature));
      return drift ? [absent, drift] : [absent];
    }),
    ...gone.map((feature) => ({ ...told(now.scene, `${feature} is no feature any more`), feature })),
  ];
}

function changedFeature(scene: string, feature: string, alike: readonly GoodNight[]): GateResult {
  const before = alike.find(({ measures }) => feature in measures.definitions);
  const said = before ? `${feature} is made otherwise than on ${before.date}` : `${feature} is new`;
  return { ...told(scene, said), feature };
}

function modelResults(now: SceneMeasures, alike: readonly GoodNight[], limits: GateLimits): GateResult[] {
  const gone = Object.keys(alike[0]?.measures.models ?? {}).filter((model) => !(model in now.models));
  return [
    ...Object.entries(now.models).flatMap(([model, { definition, outputs }]) => {
      const before = alike.filter(({ measures }) => model in measures.models);
      const same = before.filter(({ measures }) => measures.models[model]?.definition === definition);
      if (before.length === 0) return [{ ...told(now.scene, `the model ${model} is new`), model }];
      return Object.keys(outputs).map((output) =>
        scoresResult(now, model, output, same.length > 0 ? same : before, limits, same.length === 0),
      );
    }),
    ...gone.map((model) => ({ ...told(now.scene, `the model ${model} is gone`), model })),
  ];
}

const told = (scene: string, said: string): GateResult => ({ scene, check: 'change', value: 0, state: 'told', said });

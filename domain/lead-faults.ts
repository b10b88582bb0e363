import { leadFields } from './lead-fields.ts';
import { sceneScore } from './lead-score.ts';
import type { ScoreModels } from './score-expression.ts';
import type { Settings } from './settings.ts';

/**
 * What is wrong with the expressions of settings.yaml, a sentence each without its full stop, for example
 * `crm.push.claim.fields.odds.value names "win.scor", which no model of the scene gives; did you mean win.score?; there are: win.score`.
 * @param models of the dictionary. A scene with a model that is not among them is passed over: that is a fault of its own
 */
export function leadFaults({ scenes, crm }: Pick<Settings, 'scenes' | 'crm'>, models: ScoreModels): string[] {
  return Object.entries(scenes).flatMap(([scene, { models: wanted, score }]) => {
    const own = wanted === 'all' ? models : wanted.flatMap((name) => models.find((model) => model.name === name) ?? []);
    if (wanted !== 'all' && own.length < wanted.length) return [];
    const push = crm?.push[scene];
    const ranked = score === undefined && !push ? undefined : sceneScore(score, own);
    return [
      ...(ranked && 'fault' in ranked ? [`scenes.${scene}.score ${ranked.fault}`] : []),
      ...(push ? leadFields(push, own).faults : []).map(
        ({ field, fault }) => `crm.push.${scene}.fields.${field}.value ${fault}`,
      ),
    ];
  });
}

import { DaybreakError } from '../../domain/errors.ts';
import { sceneScore } from '../../domain/lead-score.ts';
import type { NightSnapshot, SnapshotModel } from '../../domain/night-snapshot.ts';
import { written, type ScoreExpression } from '../../domain/score-expression.ts';
import type { Settings } from '../../domain/settings.ts';
import { modelsOf } from './lead-plan.ts';

/** What ranks the leads of a scene, for people who look at them. */
export interface SceneRanking {
  /** Of the scene as the run had them, in its order. */
  readonly models: readonly SnapshotModel[];
  readonly expression: ScoreExpression;
  /** As the settings write it; of a scene without `score` the first output of its first model. */
  readonly said: string;
}

/** By the settings as they are now. @throws DaybreakError SETTINGS_INVALID where they do not fit the models of the run */
export function sceneRanking(
  { scenes }: Pick<Settings, 'scenes'>,
  snapshot: NightSnapshot,
  scene: string,
): SceneRanking {
  const score = scenes[scene]?.score;
  const models = modelsOf(snapshot, scene);
  const bound = sceneScore(score, models);
  if ('expression' in bound)
    return { models, expression: bound.expression, said: score ?? bound.expression.names.map(written).join() };
  throw new DaybreakError(
    'SETTINGS_INVALID',
    `settings.yaml of ${snapshot.dictionary.name}: scenes.${scene}.score ${bound.fault}`,
    `name outputs of the models that run ${snapshot.run} of ${snapshot.request.date} scored with`,
  );
}

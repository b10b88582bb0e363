import type { ScenePush } from '../../domain/crm-settings.ts';
import { DaybreakError } from '../../domain/errors.ts';
import { leadFields, type LeadField } from '../../domain/lead-fields.ts';
import { sceneScore } from '../../domain/lead-score.ts';
import type { NightSnapshot, SnapshotModel } from '../../domain/night-snapshot.ts';
import type { ScoreExpression } from '../../domain/score-expression.ts';
import type { Ports } from '../ports.ts';
import { leadPlanPath } from '../run-files.ts';
import type { SceneRun } from './part-scores.ts';

/** What settings.yaml said when the leads of a push were begun: all parts are made by it, whatever is edited meanwhile. */
export interface LeadPlan {
  readonly push: ScenePush;
  /** Expression that ranks the leads; undefined: the first output of the scene's first model. */
  readonly score?: string;
  /** Whether only the best leads get reasons. */
  readonly someTold: boolean;
}

/** Beginning of the receipts of the leads of a scene. */
export const leadStep = (scene: string): string => `lead/${scene}`;

export async function writePlan({ blobs, run, scene }: SceneRun, plan: LeadPlan): Promise<void> {
  await blobs.write(leadPlanPath(run, scene), new TextEncoder().encode(JSON.stringify(plan)));
}

export const readPlan = async ({ blobs, run, scene }: SceneRun): Promise<LeadPlan> =>
  JSON.parse(new TextDecoder().decode(await blobs.read(leadPlanPath(run, scene)))) as LeadPlan;

/** A plan bound to the models of the run. */
export interface BoundPlan {
  /** In the order of the scene. */
  readonly models: readonly SnapshotModel[];
  readonly fields: readonly LeadField[];
  readonly score: ScoreExpression;
}

/** @throws DaybreakError SETTINGS_INVALID for an expression that the run's models do not fit */
export function boundPlan(
  { run, snapshot, scene }: Omit<SceneRun, 'blobs'>,
  { push, score }: Pick<LeadPlan, 'push' | 'score'>,
): BoundPlan {
  const models = modelsOf(snapshot, scene);
  const { fields, faults } = leadFields(push, models);
  const ranked = sceneScore(score, models);
  const [wrong] = faults;
  const said = wrong
    ? `crm.push.${scene}.fields.${wrong.field}.value ${wrong.fault}`
    : 'fault' in ranked
      ? `scenes.${scene}.score ${ranked.fault}`
      : undefined;
  if (said === undefined && 'expression' in ranked) return { models, fields, score: ranked.expression };
  throw new DaybreakError(
    'SETTINGS_INVALID',
    `settings.yaml of ${run.dictionary}: ${String(said)}`,
    `name outputs of the models that run ${run.run} of ${run.date} scored with`,
  );
}

/**
 * The output whose reasons a lead gets: the first that the first pushed number reads, or the first that the leads are ranked by. Undefined where
 * no field takes reasons.
 */
export function explainedBy({ models, fields, score }: BoundPlan): Explained | undefined {
  if (!fields.some(({ kind }) => kind === 'reasons')) return undefined;
  const pushed = fields.flatMap((field) => (field.kind === 'score' ? field.expression : []));
  for (const expression of [...pushed, score]) {
    const explained = explainedFirst(models, expression);
    if (explained) return explained;
  }
  return undefined;
}

/** The first output that an expression reads; undefined where it reads none. */
export function explainedFirst(models: readonly SnapshotModel[], expression: ScoreExpression): Explained | undefined {
  const [name] = expression.names;
  const model = models.find((one) => one.name === name?.model);
  return name && model && { model, output: name.output, expression };
}

export interface Explained {
  readonly model: SnapshotModel;
  readonly output: string;
  /** What the output is first in. */
  readonly expression: ScoreExpression;
}

/** The models of a scene as the run had them, in its order. */
export function modelsOf({ scenes, models }: NightSnapshot, scene: string): SnapshotModel[] {
  const names = scenes.find(({ name }) => name === scene)?.models ?? [];
  return names.flatMap((name) => models.find((model) => model.name === name) ?? []);
}

/** The scene of a run. @throws DaybreakError USAGE where the run did not make it */
export function sceneRun({ blobs }: Pick<Ports, 'blobs'>, snapshot: NightSnapshot, scene: string): SceneRun {
  const { dictionary, date } = snapshot.request;
  const names = snapshot.scenes.map(({ name }) => name);
  if (!names.includes(scene)) {
    throw new DaybreakError(
      'USAGE',
      `run ${snapshot.run} of ${dictionary} ${date} has no scene "${scene}"`,
      `choose one of: ${names.join(', ')}`,
    );
  }
  return { blobs, run: { dictionary, date, run: snapshot.run }, snapshot, scene };
}

import { bindExpression, written, type ScoreExpression, type ScoreModels } from './score-expression.ts';

/** What ranks the leads of a scene: its `score`, or the first output of its first model. */
export function sceneScore(
  score: string | undefined,
  models: ScoreModels,
): { readonly expression: ScoreExpression } | { readonly fault: string } {
  if (score !== undefined) return bindExpression(score, models);
  const [first] = models;
  const output = first?.manifest.outputs[0];
  if (!first || output === undefined) return { fault: 'is not set, and the scene has no model to rank its leads by' };
  return bindExpression(written({ model: first.name, output }), models);
}

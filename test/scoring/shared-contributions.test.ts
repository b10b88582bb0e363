import { describe, expect, it } from 'vitest';
import { openOnnxScorer } from '../../scoring/onnx/scorer.ts';
import { hasShared, sayNotTested } from '../shared.ts';
import { SHARED_NIGHTS, sharedNight } from './shared-night.ts';

sayNotTested();

describe.runIf(hasShared).each(SHARED_NIGHTS)('contributions of $name on $date', (night) => {
  it("are xgboost's own within 1e-5, for every feature of every opportunity", async () => {
    const { content, manifest, input, ids, contributions } = sharedNight(night);
    const explainer = await openOnnxScorer().explain(content, manifest, 'score');
    expect([explainer.method, explainer.scale]).toEqual(['tree-paths', 'log-odds']);
    const ours = await explainer.contributions(input, ids.length);
    expect(ours.length).toBe(contributions.length);
    const worst = ours.reduce((most, value, i) => Math.max(most, Math.abs(value - contributions[i]!)), 0);
    expect(worst).toBeLessThan(1e-5);
    await explainer.close();
  });

  it('add up to the scores', async () => {
    const { content, manifest, input, ids, scores } = sharedNight(night);
    const explainer = await openOnnxScorer().explain(content, manifest, 'score');
    const ours = await explainer.contributions(input, ids.length);
    const width = manifest.features.length + 1;
    for (const [row, score] of scores.entries()) {
      const margin = ours.subarray(row * width, (row + 1) * width).reduce((a, b) => a + b, 0);
      expect(Math.abs(1 / (1 + Math.exp(-margin)) - score)).toBeLessThan(1e-6);
    }
    await explainer.close();
  });
});

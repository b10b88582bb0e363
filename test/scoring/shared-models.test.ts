import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { modelManifestSchema } from '../../domain/model-manifest.ts';
import { openOnnxScorer } from '../../scoring/onnx/scorer.ts';
import { hasShared, sayNotTested, SHARED } from '../shared.ts';

const models = join(SHARED, 'models');

sayNotTested();

it.runIf(hasShared).each(hasShared ? readdirSync(models) : ['none'])(
  'the model of %s loads, and scores rows the same alone and together',
  async (name) => {
    const manifest = modelManifestSchema.parse(JSON.parse(readFileSync(join(models, name, 'manifest.json'), 'utf8')));
    const model = await openOnnxScorer().load(readFileSync(join(models, name, manifest.model)), manifest);
    const width = manifest.features.length;
    const input = Float32Array.from({ length: 50 * width }, (_, i) => (i % 3 === 0 ? Number.NaN : (i * 31) % 97));
    const [together] = await model.score(input, 50);
    for (let row = 0; row < 50; row++) {
      const [alone] = await model.score(input.subarray(row * width, (row + 1) * width), 1);
      expect(alone?.[0]).toBe(together?.[row]);
    }
    expect(new Set(together).size).toBeGreaterThan(1);
    await model.close();
  },
);

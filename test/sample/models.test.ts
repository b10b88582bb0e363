import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { opportunityNamesOf } from '../../domain/dictionary.ts';
import { modelManifestSchema } from '../../domain/model-manifest.ts';
import { parseDictionary } from '../../domain/parse-dictionary.ts';

const folder = join(import.meta.dirname, '../../dictionaries/sample');
const models = readdirSync(join(folder, 'models'));
const read = (model: string, file: string): Buffer => readFileSync(join(folder, 'models', model, file));
const manifestOf = (model: string): z.infer<typeof modelManifestSchema> =>
  modelManifestSchema.parse(JSON.parse(read(model, 'manifest.json').toString()));

interface Example {
  readonly score: number;
  /** In the manifest's order, NaN where absent. */
  readonly features: readonly number[];
}

/** What XGBoost itself scored when the model was made, see training/model_folder.py. */
function examplesOf(model: string): Example[] {
  const [header = [], ...rows] = parseCsv(read(model, 'examples.csv'));
  expect(header.slice(1)).toEqual(manifestOf(model).features);
  return rows.map(([score, ...cells]) => ({
    score: Number(score),
    features: cells.map((cell) => (cell === '' ? Number.NaN : Number(cell))),
  }));
}

const known = (): Set<string> => {
  const [header = [], ...cells] = parseCsv(readFileSync(join(folder, 'dictionary.csv'), 'utf8'));
  const rows = cells.map((row, i) => ({ line: i + 2, cells: row }));
  const { dictionary } = parseDictionary('sample', { file: 'dictionary.csv', header, rows });
  return new Set(dictionary.rows.flatMap(opportunityNamesOf));
};

async function scored(model: string, rows: readonly (readonly number[])[]): Promise<number[]> {
  const { input, outputs, features } = manifestOf(model);
  const session = await InferenceSession.create(read(model, 'model.onnx'), { executionProviders: ['cpu'] });
  const cells = Float32Array.from(rows.flat());
  const given = await session.run({ [input]: new Tensor('float32', cells, [rows.length, features.length]) });
  await session.release();
  return [...(given[outputs[0]!]!.data as Float32Array)];
}

it('has the models that the scenes use', () => {
  expect(models.sort()).toEqual(['reach', 'win']);
});

describe.each(models)('the sample’s model %s', (model) => {
  const manifest = manifestOf(model);

  it('names at most 40 features of the dictionary, each once, with their hash', () => {
    const names = known();
    for (const feature of manifest.features) expect(names).toContain(feature);
    expect(new Set(manifest.features).size).toBe(manifest.features.length);
    expect(manifest.features.length).toBeLessThanOrEqual(40);
    expect(createHash('sha256').update(manifest.features.join('\n')).digest('hex')).toBe(manifest.features_sha256);
  });

  it('learned something, not everything, and was tested on a later night than it was trained on', () => {
    const about = z
      .object({ auc_test: z.number(), trained_on: z.array(z.string()), tested_on: z.string() })
      .parse(manifest);
    expect(about.auc_test).toBeGreaterThan(0.7);
    expect(about.auc_test).toBeLessThan(0.95);
    for (const date of about.trained_on) expect(date < about.tested_on).toBe(true);
  });

  it('scores as XGBoost does, absent features included', async () => {
    const examples = examplesOf(model);
    expect(examples).toHaveLength(12);
    const scores = await scored(
      model,
      examples.map(({ features }) => features),
    );
    scores.forEach((score, i) => {
      expect(Math.abs(score - examples[i]!.score)).toBeLessThan(1e-6);
    });
    expect(examples.some(({ features }) => features.some(Number.isNaN))).toBe(true);
    expect(Math.max(...scores) - Math.min(...scores)).toBeGreaterThan(0.1);
  });

  it('scores an opportunity without any feature', async () => {
    const [score] = await scored(model, [manifest.features.map(() => Number.NaN)]);
    expect(score).toBeGreaterThan(0);
    expect(score).toBeLessThan(1);
  });
});

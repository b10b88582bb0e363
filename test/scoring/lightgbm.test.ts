import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOnnxScorer } from '../../scoring/onnx/scorer.ts';
import { manifestOf, numbersOf, pythonModels, readFound } from './python-models.ts';

interface Found {
  readonly rows: readonly (readonly (number | null)[])[];
  readonly scores: readonly number[];
  readonly contributions: readonly (readonly number[])[];
}

const scorer = openOnnxScorer();
const manifest = manifestOf(10, {});
let folder: string | undefined;
let found: Found;
beforeAll(async () => {
  folder = await pythonModels('lightgbm_model.py', [
    'numpy',
    'onnx',
    'lightgbm',
    'onnxmltools',
    'packaging',
    'skl2onnx',
  ]);
  if (folder !== undefined) found = readFound(folder, 'lightgbm.json') as Found;
}, 600_000);
afterAll(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

const contentOf = (name: string): Uint8Array => readFileSync(join(folder ?? '', `${name}.onnx`));
const farthest = (values: ArrayLike<number>, meant: readonly number[]): number =>
  values.length === meant.length
    ? Math.max(...Array.from(values, (value, i) => Math.abs(value - meant[i]!)))
    : Number.POSITIVE_INFINITY;

describe('a model of LightGBM, by its own converter', { timeout: 120_000 }, () => {
  it('scores as LightGBM does, absent features too', async (ctx) => {
    ctx.skip(folder === undefined, 'not tested: no Python packages');
    const model = await scorer.load(contentOf('plain'), manifest);
    const [scores] = await model.score(numbersOf(found.rows), found.rows.length);
    expect(farthest(scores!, found.scores)).toBeLessThan(1e-6);
    await model.close();
  });

  it('is explained as LightGBM explains it where the nodes have their covers', async (ctx) => {
    ctx.skip(folder === undefined, 'not tested: no Python packages');
    const explainer = await scorer.explain(contentOf('covered'), manifest, 'score');
    expect(explainer).toMatchObject({ method: 'tree-paths', scale: 'log-odds' });
    const values = await explainer.contributions(numbersOf(found.rows), found.rows.length);
    expect(farthest(values, found.contributions.flat())).toBeLessThan(1e-5);
    await explainer.close();
  });

  it('is explained against an opportunity without features where they have not', async (ctx) => {
    ctx.skip(folder === undefined, 'not tested: no Python packages');
    const explainer = await scorer.explain(contentOf('plain'), manifest, 'score');
    expect(explainer).toMatchObject({ method: 'tree-absent', scale: 'log-odds' });
    const values = await explainer.contributions(numbersOf(found.rows), found.rows.length);
    const sums = found.rows.map((_, row) => values.subarray(row * 11, (row + 1) * 11).reduce((a, b) => a + b, 0));
    const meant = found.scores.map((score) => Math.log(score / (1 - score)));
    expect(farthest(sums, meant)).toBeLessThan(1e-4);
    await explainer.close();
  });
});

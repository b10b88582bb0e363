import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelManifest } from '../../domain/model-manifest.ts';
import type { ScoreColumn } from '../../scoring/onnx/explain-trees.ts';
import { openOnnxScorer } from '../../scoring/onnx/scorer.ts';
import { subsetShapley } from '../../scoring/onnx/subset-shapley.ts';
import { tinyOnnx } from './tiny-onnx.ts';

/** Scores row by row. */
const column =
  (width: number, of: (row: Float32Array) => number): ScoreColumn =>
  (input, rows) =>
    Promise.resolve(Float32Array.from({ length: rows }, (_, r) => of(input.subarray(r * width, (r + 1) * width))));

const known = (row: Float32Array): number[] => [...row].map((x) => (Number.isNaN(x) ? 0 : x));
const present = fc.integer({ min: -4, max: 4 });
const mostlyPresent = fc.oneof({ weight: 4, arbitrary: present }, { weight: 1, arbitrary: fc.constant(Number.NaN) });

describe.each([
  ['all sets', 6],
  ['drawn orders', 16],
])('contributions of any model from %s', (_name, width) => {
  const rows = fc.array(mostlyPresent, { minLength: width, maxLength: width }).map((row) => Float32Array.from(row));

  it('share a product of two features between them, and give a sum to its feature', async () => {
    const score = column(width, (row) => {
      const x = known(row);
      return 3 + 2 * x[0]! - x[1]! + x[2]! * x[3]! + x[0]! * x[4]!;
    });
    await fc.assert(
      fc.asyncProperty(rows, async (row) => {
        const [a, b, c, d, e] = known(row) as [number, number, number, number, number];
        const values = await subsetShapley(row, Number.NaN, score);
        const meant = [2 * a + (a * e) / 2, -b, (c * d) / 2, (c * d) / 2, (a * e) / 2];
        for (const [i, value] of meant.entries()) expect(values[i]).toBeCloseTo(value, 4);
        expect([...values.subarray(5, width)]).toEqual(Array.from({ length: width - 5 }, () => 0));
        expect(values[width]).toBe(3);
      }),
      { numRuns: 30 },
    );
  });

  it('add up to the score, are 0 for absent features, and are the same every time', async () => {
    const score = column(width, (row) => known(row).reduce((a, x, i) => Math.tanh(a + x * Math.sin(i + 1)), 0.1));
    await fc.assert(
      fc.asyncProperty(rows, async (row) => {
        const values = await subsetShapley(row, Number.NaN, score);
        expect(await subsetShapley(row, Number.NaN, score)).toEqual(values);
        expect(values.reduce((a, b) => a + b, 0)).toBeCloseTo((await score(row, 1))[0]!, 5);
        for (const [i, x] of row.entries()) if (Number.isNaN(x)) expect(values[i]).toBe(0);
      }),
      { numRuns: 20 },
    );
  });
});

it('a sample comes near to all sets where three features meet', async () => {
  const width = 12;
  const row = new Float32Array(width).fill(1);
  const score = column(width, (r) => {
    const x = known(r);
    return x[0]! * x[1]! * x[2]! + x[3]! * x[4]! * x[5]!;
  });
  const values = await subsetShapley(row, Number.NaN, score);
  for (let i = 0; i < 6; i++) expect(Math.abs(values[i]! - 1 / 3)).toBeLessThan(0.12);
});

it('knows an absent feature where what stands for it is no float32', async () => {
  const absent = 0.1;
  const row = new Float32Array(20).fill(absent);
  row[3] = 2;
  let rows = 0;
  const score: ScoreColumn = (input, count) => {
    rows += count;
    return column(20, (r) => (r[3] === 2 ? 5 : 1))(input, count);
  };
  const values = await subsetShapley(row, absent, score);
  expect([values[3], values[20], rows]).toEqual([4, 1, 2]);
});

describe('the explainer of a model without trees', () => {
  const manifest: ModelManifest = {
    model: 'model.onnx',
    version: '1',
    input: 'x',
    outputs: ['score', 'double'],
    absent: -1,
    features_sha256: '0'.repeat(64),
    features: ['a', 'b', 'c'],
  };
  const content = tinyOnnx({ weights: [1, 10, 100] });

  it('explains each output against a row whose features are all absent', async () => {
    const input = Float32Array.of(2, 3, -1, -1, -1, -1);
    for (const [output, factor] of [
      ['score', 1],
      ['double', 2],
    ] as const) {
      const explainer = await openOnnxScorer().explain(content, manifest, output);
      expect([explainer.method, explainer.scale]).toEqual(['subsets', 'score']);
      const values = await explainer.contributions(input, 2);
      expect([...values]).toEqual([3, 40, 0, -111, 0, 0, 0, -111].map((value) => value * factor));
      await explainer.close();
    }
  });

  it('refuses an output that the manifest does not name', async () => {
    await expect(openOnnxScorer().explain(content, manifest, 'risk')).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: 'the manifest of model.onnx names no output "risk"',
    });
  });
});

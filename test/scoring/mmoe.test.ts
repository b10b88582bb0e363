import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelManifest } from '../../domain/model-manifest.ts';
import { openOnnxScorer } from '../../scoring/onnx/scorer.ts';
import { manifestOf, numbersOf, pythonModels, readFound } from './python-models.ts';

const FEATURES = 12;
const MOST = 4;
type Heads = Readonly<Record<'win' | 'reach', readonly number[]>>;
interface Found {
  readonly rows: readonly (readonly (number | null)[])[];
  readonly dense: Heads;
  readonly padded: Heads;
}

const scorer = openOnnxScorer();
const outputs = ['win', 'reach'];
const dense = manifestOf(FEATURES, { outputs, absent: 0 });
const paddedOf = (more: Partial<NonNullable<ModelManifest['padded']>> = {}): ModelManifest =>
  manifestOf(FEATURES, { outputs, input: 'val', padded: { places: 'idx', most: MOST, pad: FEATURES, ...more } });

let folder: string | undefined;
let found: Found;
beforeAll(async () => {
  folder = await pythonModels('networks.py', ['numpy', 'onnx']);
  if (folder !== undefined) found = readFound(folder, 'networks.json') as Found;
}, 600_000);
afterAll(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

const contentOf = (name: string): Uint8Array => readFileSync(join(folder ?? '', `${name}.onnx`));

function expectNear(columns: readonly Float32Array[], { win, reach }: Heads): void {
  expect(columns).toHaveLength(2);
  for (const [column, meant] of [
    [columns[0]!, win],
    [columns[1]!, reach],
  ] as const) {
    expect(column).toHaveLength(meant.length);
    expect(Math.max(...column.map((score, row) => Math.abs(score - meant[row]!)))).toBeLessThan(1e-6);
  }
  expect([...columns[0]!]).not.toEqual([...columns[1]!]);
}

describe('a network with two heads', { timeout: 120_000 }, () => {
  it('gives a column a head, in the order of the manifest', async (ctx) => {
    ctx.skip(folder === undefined, 'not tested: no Python packages');
    const rows = numbersOf(found.rows).map((value) => (Number.isNaN(value) ? 0 : value));
    const model = await scorer.load(contentOf('dense'), dense);
    expectNear(await model.score(rows, found.rows.length), found.dense);
    await model.close();
    const turned = await scorer.load(contentOf('dense'), { ...dense, outputs: ['reach', 'win'] });
    expectNear((await turned.score(rows, found.rows.length)).toReversed(), found.dense);
    await turned.close();
  });

  it.for(['int32', 'int64'])('takes padded rows with places as %s', async (type, ctx) => {
    ctx.skip(folder === undefined, 'not tested: no Python packages');
    const model = await scorer.load(contentOf(`padded-${type}`), paddedOf());
    const rows = numbersOf(found.rows);
    const together = await model.score(rows, found.rows.length);
    expectNear(together, found.padded);
    // A feature that is 0 is there: it scores unlike one that is absent.
    const zero = found.rows.findIndex((row) => row.includes(0));
    const without = rows
      .slice(zero * FEATURES, (zero + 1) * FEATURES)
      .map((value) => (value === 0 ? Number.NaN : value));
    expect((await model.score(without, 1))[0]![0]).not.toBeCloseTo(together[0]![zero]!, 6);
    const [alone] = await model.score(rows.subarray(7 * FEATURES, 8 * FEATURES), 1);
    expect(alone![0]).toBe(together[0]![7]);
    expect(await model.score(new Float32Array(0), 0)).toEqual([new Float32Array(0), new Float32Array(0)]);
    await model.close();
  });

  it('is explained from its padded rows', async (ctx) => {
    ctx.skip(folder === undefined, 'not tested: no Python packages');
    const explainer = await scorer.explain(contentOf('padded-int64'), paddedOf(), 'reach');
    expect(explainer).toMatchObject({ method: 'subsets', scale: 'score' });
    const values = await explainer.contributions(numbersOf(found.rows.slice(0, 20)), 20);
    for (let row = 0; row < 20; row++) {
      const own = values.subarray(row * (FEATURES + 1), (row + 1) * (FEATURES + 1));
      expect(own.reduce((a, b) => a + b, 0)).toBeCloseTo(found.padded.reach[row]!, 6);
      for (const [place, value] of found.rows[row]!.entries()) if (value === null) expect(own[place]).toBe(0);
    }
    await explainer.close();
  });

  it('says which row has more features than it takes', async (ctx) => {
    ctx.skip(folder === undefined, 'not tested: no Python packages');
    const model = await scorer.load(contentOf('padded-int64'), paddedOf());
    const rows = new Float32Array(2 * FEATURES).fill(Number.NaN).fill(1, FEATURES, FEATURES + 5);
    await expect(model.score(rows, 2)).rejects.toMatchObject({
      code: 'SCORER_FAILED',
      message: 'row 2 of 2 has 5 features where model.onnx takes 4 at most',
    });
    await model.close();
  });

  const faults: [name: string, manifest: () => ModelManifest, message: RegExp][] = [
    ['a dense manifest', () => dense, /^model\.onnx takes "idx", "val" where its manifest names the one input "x"$/],
    [
      'places of another name',
      () => paddedOf({ places: 'ids' }),
      /^model\.onnx takes "idx", "val" where its manifest names the inputs "val", "ids"$/,
    ],
    [
      'values and places that are swapped',
      () => ({ ...paddedOf({ places: 'val' }), input: 'idx' }),
      /^the input "idx" of model\.onnx is int64 where float32 is needed$/,
    ],
    [
      'another length',
      () => paddedOf({ most: 8 }),
      /^the input "val" of model\.onnx is \[n, 4\] where its manifest needs \[rows, 8\]$/,
    ],
    [
      'a pad beyond the weights',
      () => paddedOf({ pad: FEATURES + 1 }),
      /^model\.onnx cannot score an opportunity without any feature: .*indices element out of data bounds/,
    ],
    [
      'more features than weights',
      () => ({ ...paddedOf(), features: Array.from({ length: FEATURES + 2 }, (_, i) => `f${i}`) }),
      /^model\.onnx cannot score an opportunity with nothing but the last feature: .*indices element out of data bounds/,
    ],
    ['absent as a number', () => ({ ...paddedOf(), absent: 0 }), /whose absent is 0 instead of "NaN"$/],
  ];
  it.for(faults)('is refused with %s', async ([, manifest, message], ctx) => {
    ctx.skip(folder === undefined, 'not tested: no Python packages');
    await expect(scorer.load(contentOf('padded-int64'), manifest())).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringMatching(message) as string,
    });
  });
});

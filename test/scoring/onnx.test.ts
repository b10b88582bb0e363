import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelManifest } from '../../domain/model-manifest.ts';
import { openOnnxScorer } from '../../scoring/onnx/scorer.ts';
import { FLOAT64, tinyOnnx } from './tiny-onnx.ts';

const manifestOf = (width: number, more: Partial<ModelManifest> = {}): ModelManifest => ({
  model: 'model.onnx',
  version: '1',
  input: 'x',
  outputs: ['score'],
  absent: 'NaN',
  features_sha256: '0'.repeat(64),
  features: Array.from({ length: width }, (_, i) => `f${i}`),
  ...more,
});

const scorer = openOnnxScorer();
const linear = tinyOnnx({ weights: [1, 10, 100], absentAs: -1 });

describe('the ONNX scorer', () => {
  it('gives a score a row, and NaN reaches the model as absent', async () => {
    const model = await scorer.load(linear, manifestOf(3));
    const scores = await model.score(Float32Array.of(1, 2, 3, 0, 0, 0, Number.NaN, 2, Number.NaN), 3);
    expect(scores).toEqual([Float32Array.of(321, 0, -81)]);
    await model.close();
  });

  it('gives the columns in the order of the manifest', async () => {
    const model = await scorer.load(linear, manifestOf(3, { outputs: ['double', 'score'] }));
    expect(await model.score(Float32Array.of(1, 2, 3), 1)).toEqual([Float32Array.of(642), Float32Array.of(321)]);
    await model.close();
  });

  it('gives the same bits for any cut into batches', async () => {
    const model = await scorer.load(linear, manifestOf(3));
    const row = fc.tuple(
      ...[0, 1, 2].map(() =>
        fc.oneof(fc.float({ noDefaultInfinity: true, min: -1e6, max: 1e6 }), fc.constant(Number.NaN)),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 40 }), fc.nat(), async (rows, at) => {
        const input = Float32Array.from(rows.flat());
        const cut = at % rows.length;
        const [whole] = await model.score(input, rows.length);
        const [left] = await model.score(input.subarray(0, cut * 3), cut);
        const [right] = await model.score(input.subarray(cut * 3), rows.length - cut);
        expect([...left!, ...right!]).toEqual([...whole!]);
      }),
    );
    await model.close();
  });

  it('gives an empty column for no rows', async () => {
    const model = await scorer.load(linear, manifestOf(3));
    expect(await model.score(new Float32Array(0), 0)).toEqual([new Float32Array(0)]);
    await model.close();
  });

  it('takes memory that threads share', async () => {
    const model = await scorer.load(linear, manifestOf(3));
    const shared = new Float32Array(new SharedArrayBuffer(12));
    shared.set([1, 2, 3]);
    expect(await model.score(shared, 1)).toEqual([Float32Array.of(321)]);
    await model.close();
  });

  it('loads a graph that leaves its width open, and holds two models at once', async () => {
    const open = await scorer.load(tinyOnnx({ weights: [1, 2], width: 'features' }), manifestOf(2, { absent: 0 }));
    const other = await scorer.load(linear, manifestOf(3));
    expect(await open.score(Float32Array.of(3, 4), 1)).toEqual([Float32Array.of(11)]);
    expect(await other.score(Float32Array.of(1, 1, 1), 1)).toEqual([Float32Array.of(111)]);
    await Promise.all([open.close(), other.close()]);
  });

  it('says which row has a score that is not finite', async () => {
    const model = await scorer.load(tinyOnnx({ weights: [1e38, 1e38] }), manifestOf(2, { absent: 0 }));
    await expect(model.score(Float32Array.of(1, 1, 9, 9, 1, 1), 3)).rejects.toMatchObject({
      code: 'SCORER_FAILED',
      message: 'the output "score" of model.onnx is Infinity for row 2 of 3',
    });
    await model.close();
  });

  it('refuses a batch whose size is not rows times features', async () => {
    const model = await scorer.load(linear, manifestOf(3));
    await expect(model.score(new Float32Array(6), 3)).rejects.toMatchObject({
      code: 'SCORER_FAILED',
      message: 'model.onnx got 6 numbers where 3 rows of 3 features were meant',
    });
    await model.close();
  });
});

const faults: [name: string, content: Uint8Array, manifest: ModelManifest, message: RegExp][] = [
  [
    'text',
    new TextEncoder().encode('no model at all'),
    manifestOf(3),
    /^model\.onnx \(15 bytes\) is no ONNX model that the runtime can read: /,
  ],
  ['no bytes', new Uint8Array(0), manifestOf(3), /^model\.onnx \(0 bytes\) is no ONNX model/],
  ['a model cut short', linear.subarray(0, linear.length - 40), manifestOf(3), /is no ONNX model/],
  [
    'a width of another manifest',
    linear,
    manifestOf(4),
    /^the input "x" of model\.onnx is \[n, 3\] where its manifest needs \[rows, 4\]$/,
  ],
  [
    'an open width that the weights do not fit',
    tinyOnnx({ weights: [1, 2], width: 'f' }),
    manifestOf(3),
    /cannot score an opportunity without any feature/,
  ],
  [
    'another input name',
    linear,
    manifestOf(3, { input: 'features' }),
    /^model\.onnx takes "x" where its manifest names the one input "features"$/,
  ],
  [
    'a missing output',
    linear,
    manifestOf(3, { outputs: ['score', 'risk'] }),
    /^model\.onnx has no output "risk"; it has "score", "double"$/,
  ],
  [
    'two numbers a row',
    tinyOnnx({ weights: [1], columns: 2 }),
    manifestOf(1, { absent: 0 }),
    /the output "score" of model\.onnx is \[2, 2\]/,
  ],
  [
    'a model that NaN goes through',
    tinyOnnx({ weights: [1] }),
    manifestOf(1),
    /the output "score" of model\.onnx is NaN for row 1 of 2/,
  ],
  [
    'doubles as input',
    tinyOnnx({ weights: [1], inputType: FLOAT64 }),
    manifestOf(1),
    /is no ONNX model|is float64 where float32 is needed/,
  ],
];

describe('loading refuses', () => {
  it.each(faults)('%s', async (_, content, manifest, message) => {
    await expect(scorer.load(content, manifest)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringMatching(message) as string,
    });
  });
});

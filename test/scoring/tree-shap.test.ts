import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelManifest } from '../../domain/model-manifest.ts';
import { openOnnxScorer } from '../../scoring/onnx/scorer.ts';
import { compileTreeShap } from '../../scoring/onnx/tree-shap.ts';
import { readGraph } from '../../scoring/onnx/graph.ts';
import { treesBehind } from '../../scoring/onnx/tree-output.ts';
import { coverOf, MODES, treesOnnx, type Tree } from './tree-onnx.ts';

const WIDTH = 4;
const THRESHOLDS = [-1.5, -0, 0, 1, 2.5, 3.4e38];
const manifest: ModelManifest = {
  model: 'model.onnx',
  version: '1',
  input: 'x',
  outputs: ['score'],
  absent: 'NaN',
  features_sha256: '0'.repeat(64),
  features: ['a', 'b', 'c', 'd'],
};

/** Trees up to a depth, with two columns of weights; a cover may be 0. */
const treeOf = (depth: number): fc.Arbitrary<Tree> => {
  const leaf = fc.record({
    weights: fc.tuple(fc.integer({ min: -8, max: 8 }), fc.integer({ min: -8, max: 8 })).map((w) => w.map((v) => v / 4)),
    cover: fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: 1, max: 50 }) },
      { weight: 1, arbitrary: fc.constant(0) },
    ),
  });
  if (depth === 0) return leaf;
  const branch = fc.record({
    feature: fc.nat({ max: WIDTH - 1 }),
    threshold: fc.constantFrom(...THRESHOLDS),
    mode: fc.constantFrom(...MODES),
    absentTrue: fc.boolean(),
    whenTrue: treeOf(depth - 1),
    whenFalse: treeOf(depth - 1),
  });
  return fc.oneof({ weight: 4, arbitrary: branch }, { weight: 1, arbitrary: leaf });
};
const forest = fc.array(treeOf(4), { minLength: 1, maxLength: 3 });
/** Rows on the thresholds, between them, and absent. */
const row = fc.array(fc.constantFrom(Number.NaN, ...THRESHOLDS, -7, 0.5, 2, 100), {
  minLength: WIDTH,
  maxLength: WIDTH,
});

const goesTrue = (tree: Exclude<Tree, { weights: unknown }>, x: number): boolean => {
  if (Number.isNaN(x)) return tree.absentTrue || tree.mode === 'BRANCH_NEQ';
  const [v, t] = [Math.fround(x), Math.fround(tree.threshold)];
  switch (tree.mode) {
    case 'BRANCH_LT':
      return v < t;
    case 'BRANCH_LEQ':
      return v <= t;
    case 'BRANCH_GT':
      return v > t;
    case 'BRANCH_GTE':
      return v >= t;
    case 'BRANCH_EQ':
      return v === t;
    case 'BRANCH_NEQ':
      return v !== t;
  }
};

/** What a tree gives when only some features are known; `unknown` says what it gives at a node whose feature is not. */
type Unknown = (whenTrue: () => number, whenFalse: () => number, tree: Exclude<Tree, { weights: unknown }>) => number;
function given(tree: Tree, x: readonly number[], known: number, column: number, unknown: Unknown): number {
  if ('weights' in tree) return tree.weights[column]!;
  const whenTrue = (): number => given(tree.whenTrue, x, known, column, unknown);
  const whenFalse = (): number => given(tree.whenFalse, x, known, column, unknown);
  if ((known >> tree.feature) & 1) return goesTrue(tree, x[tree.feature]!) ? whenTrue() : whenFalse();
  return unknown(whenTrue, whenFalse, tree);
}
const byCover: Unknown = (whenTrue, whenFalse, { whenTrue: a, whenFalse: b }) => {
  const [left, right] = [coverOf(a), coverOf(b)];
  return left + right === 0
    ? (whenTrue() + whenFalse()) / 2
    : (left * whenTrue() + right * whenFalse()) / (left + right);
};
const asAbsent: Unknown = (whenTrue, whenFalse, tree) => (goesTrue(tree, Number.NaN) ? whenTrue() : whenFalse());

/** Shapley's own formula over all subsets; last the value without knowledge. */
function bruteForce(value: (known: number) => number): number[] {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  const bits = (set: number): number => [0, 1, 2, 3].filter((i) => (set >> i) & 1).length;
  const values = Array.from({ length: WIDTH }, (_, i) => {
    let sum = 0;
    for (let set = 0; set < 2 ** WIDTH; set++) {
      if ((set >> i) & 1) continue;
      const share = (factorial(bits(set)) * factorial(WIDTH - bits(set) - 1)) / factorial(WIDTH);
      sum += share * (value(set | (1 << i)) - value(set));
    }
    return sum;
  });
  return [...values, value(0)];
}

const near = (ours: ArrayLike<number>, theirs: readonly number[]): void => {
  for (const [i, value] of theirs.entries()) expect(ours[i]).toBeCloseTo(value, 9);
};
const sumOf = (trees: readonly Tree[], x: readonly number[], known: number, column: number, unknown: Unknown): number =>
  trees.reduce((sum, tree) => sum + given(tree, x, known, column, unknown), 0);

describe('tree contributions', () => {
  it.each([0, 1, 3, 6, 9])('are what all subsets give, with at most %i nodes a table', (most) => {
    fc.assert(
      fc.property(forest, fc.array(row, { minLength: 1, maxLength: 3 }), (trees, rows) => {
        const { forest: read } = treesBehind(
          readGraph(treesOnnx({ trees, width: WIDTH, bases: [0.5, 0] })),
          'x',
          'score',
        )!;
        const ours = compileTreeShap(read, WIDTH, most)(Float32Array.from(rows.flat()), rows.length);
        for (const [i, x] of rows.entries()) {
          const theirs = bruteForce((known) => 0.5 + sumOf(trees, x, known, 0, byCover));
          near(ours.subarray(i * (WIDTH + 1)), theirs);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('without covers are those against an absent row', () => {
    fc.assert(
      fc.property(forest, row, (trees, x) => {
        const asked = { trees, width: WIDTH, bases: [0, 0], covers: false };
        const { forest: read } = treesBehind(readGraph(treesOnnx(asked)), 'x', 'score')!;
        const ours = compileTreeShap(read, WIDTH)(Float32Array.from(x), 1);
        near(
          ours,
          bruteForce((known) => sumOf(trees, x, known, 0, asAbsent)),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('of a single leaf are none, and its weight is the value without knowledge', () => {
    const graph = readGraph(treesOnnx({ trees: [{ weights: [2, 0], cover: 1 }], width: WIDTH, bases: [1, 0] }));
    const { forest: read } = treesBehind(graph, 'x', 'score')!;
    expect([...compileTreeShap(read, WIDTH)(new Float32Array(WIDTH), 1)]).toEqual([0, 0, 0, 0, 3]);
  });
});

describe('a path of many features', () => {
  const DEPTH = 60;
  // Feature i is asked at depth i; the leaf at the end weighs 1.
  const chain = (depth: number): Tree =>
    depth === DEPTH
      ? { weights: [1], cover: 1 }
      : {
          feature: depth,
          threshold: 0,
          mode: 'BRANCH_LT',
          absentTrue: false,
          whenTrue: chain(depth + 1),
          whenFalse: { weights: [0], cover: 2 },
        };

  it('adds up, and orders its features by what they tell', () => {
    const { forest: read } = treesBehind(
      readGraph(treesOnnx({ trees: [chain(0)], width: DEPTH, bases: [0] })),
      'x',
      'score',
    )!;
    const ours = compileTreeShap(read, DEPTH)(new Float32Array(DEPTH).fill(-1), 1);
    const bias = 1 / (1 + 2 * DEPTH);
    expect(ours[DEPTH]).toBeCloseTo(bias, 12);
    expect(ours.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    // Unknown features keep to the path by 1/3 at the end and by nearly all at the root, so knowing the last ones says most.
    for (let i = 1; i < DEPTH; i++) expect(ours[i]!).toBeGreaterThan(ours[i - 1]!);
  });
});

describe('the explainer of an output made of trees', () => {
  const both = { ...manifest, outputs: ['score', 'other'] };
  it.each([
    ['summed', {}],
    ['averaged', { average: true }],
    ['through a sigmoid', { sigmoid: true }],
    ['without covers', { covers: false }],
  ])('adds up to what the runtime scores: %s, two columns', async (_name, more) => {
    await fc.assert(
      fc.asyncProperty(forest, row, async (trees, x) => {
        const content = treesOnnx({ trees, width: WIDTH, bases: [0.25, -1], split: true, ...more });
        const input = Float32Array.from(x);
        const model = await openOnnxScorer().load(content, both);
        const scores = await model.score(input, 1);
        await model.close();
        for (const [column, output] of both.outputs.entries()) {
          const explainer = await openOnnxScorer().explain(content, both, output);
          expect(explainer.method).toBe('covers' in more ? 'tree-absent' : 'tree-paths');
          const sum = (await explainer.contributions(input, 1)).reduce((a, b) => a + b, 0);
          const meant = explainer.scale === 'log-odds' ? 1 / (1 + Math.exp(-sum)) : sum;
          expect(meant).toBeCloseTo(scores[column]![0]!, 5);
          await explainer.close();
        }
      }),
      { numRuns: 25 },
    );
  });
});

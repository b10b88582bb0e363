import type { ModelManifest } from '../../domain/model-manifest.ts';
import { readGraph } from './graph.ts';
import { LEAF, type Forest } from './forest.ts';
import { compileTreeShap, type TreeShap } from './tree-shap.ts';
import { treesBehind, type TreeOutput } from './tree-output.ts';

/** One output of a model, [rows] scores for [rows, features]. */
export type ScoreColumn = (input: Float32Array, rows: number) => Promise<Float32Array>;

/** Shapley values of an output that is made of trees, and nothing else. */
interface ExplainedTrees extends Pick<TreeOutput, 'scale'> {
  readonly shap: TreeShap;
  readonly covers: boolean;
}

/**
 * Undefined where the output is not made of trees alone. What the graph seems to say is tried on rows: the values of every row must add up
 * to the score that the model itself gives it.
 */
export async function explainTrees(
  content: Uint8Array,
  { input, features, absent, padded }: ModelManifest,
  output: string,
  score: ScoreColumn,
): Promise<ExplainedTrees | undefined> {
  if (padded !== undefined) return undefined;
  const found = treesBehind(readGraph(content), input, output);
  if (found === undefined || found.forest.feature.some((feature) => feature >= features.length)) return undefined;
  const { forest, scale } = found;
  const width = features.length;
  const shap = compileTreeShap(forest, width);
  const probes = probesOf(forest, width, absent === 'NaN' ? Number.NaN : absent);
  const [values, scores] = [shap(probes, PROBES), await score(probes, PROBES)];
  for (let row = 0; row < PROBES; row++) {
    const sum = values.subarray(row * (width + 1), (row + 1) * (width + 1)).reduce((a, b) => a + b, 0);
    const meant = scale === 'score' ? sum : 1 / (1 + Math.exp(-sum));
    if (!(Math.abs(meant - (scores[row] ?? Number.NaN)) <= TOLERANCE * Math.max(1, Math.abs(meant)))) return undefined;
  }
  return { shap, scale, covers: forest.cover !== undefined };
}

const PROBES = 64;
const TOLERANCE = 1e-4;

/** Rows that take many ways: a third absent, the others around the thresholds of their feature. The first row has no feature at all. */
function probesOf({ feature, threshold }: Forest, width: number, absent: number): Float32Array {
  const limits = Array.from({ length: width }, (): number[] => []);
  for (const [node, column] of feature.entries()) if (column !== LEAF) limits[column]?.push(threshold[node] ?? 0);
  let state = 1;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const probes = new Float32Array(PROBES * width).fill(absent);
  for (let cell = width; cell < probes.length; cell++) {
    const known = limits[cell % width] ?? [];
    if (next(3) > 0) probes[cell] = (known[next(known.length)] ?? 0) + next(3) - 1;
  }
  return probes;
}

import type { ModelManifest } from '../../domain/model-manifest.ts';
import type { Explainer } from '../explainer.ts';
import type { LoadedModel } from '../scorer.ts';
import { explainTrees, type ScoreColumn } from './explain-trees.ts';
import { modelInvalid } from './model-invalid.ts';
import { subsetShapley } from './subset-shapley.ts';

/** Explains a model that is loaded; closing the explainer closes the model. */
export async function openExplainer(
  content: Uint8Array,
  manifest: ModelManifest,
  output: string,
  model: LoadedModel,
): Promise<Explainer> {
  const place = manifest.outputs.indexOf(output);
  if (place < 0) throw modelInvalid(`the manifest of ${manifest.model} names no output "${output}"`);
  const score: ScoreColumn = async (input, rows) => (await model.score(input, rows))[place] ?? new Float32Array(rows);
  const close = (): Promise<void> => model.close();
  const trees = await explainTrees(content, manifest, output, score);
  if (trees) {
    const { shap, scale, covers } = trees;
    const method = covers ? 'tree-paths' : 'tree-absent';
    return { method, scale, contributions: (input, rows) => Promise.resolve(shap(input, rows)), close };
  }
  const width = manifest.features.length;
  const absent = manifest.absent === 'NaN' ? Number.NaN : manifest.absent;
  return {
    method: 'subsets',
    scale: 'score',
    contributions: async (input, rows) => {
      const all = new Float64Array(rows * (width + 1));
      for (let row = 0; row < rows; row++) {
        const values = await subsetShapley(input.subarray(row * width, (row + 1) * width), absent, score);
        all.set(values, row * (width + 1));
      }
      return all;
    },
    close,
  };
}

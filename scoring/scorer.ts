import type { ModelManifest } from '../domain/model-manifest.ts';
import type { Explainer } from './explainer.ts';

/** Runs models. Adapter: onnx/. */
export interface Scorer {
  /** Loads the bytes of a model and warms it up. @throws DaybreakError MODEL_INVALID when they are no model or its width is not that of the manifest. */
  load(content: Uint8Array, manifest: ModelManifest): Promise<LoadedModel>;
  /** Loads a model to explain one of its manifest's outputs. @throws DaybreakError MODEL_INVALID as `load` does. */
  explain(content: Uint8Array, manifest: ModelManifest, output: string): Promise<Explainer>;
}

export interface LoadedModel {
  /**
   * Scores a batch. `input` is row-major [rows, features], absent already filled in. Gives a column of `rows` scores for each output of the
   * manifest, in its order. @throws DaybreakError SCORER_FAILED, also for a score that is not finite.
   */
  score(input: Float32Array, rows: number): Promise<Float32Array[]>;
  close(): Promise<void>;
}

/**
 * Where a score comes from: Shapley values of its features.
 * `tree-paths`  exact, on trees: an unknown feature follows both branches by the share of training rows (covers) that took each.
 * `tree-absent` exact, on trees that do not say their covers: an unknown feature is an absent one.
 * `subsets`     any other model: an unknown feature is an absent one; exact where a row has few features, else from sampled orders.
 */
type ExplainMethod = 'tree-paths' | 'tree-absent' | 'subsets';

export interface Explainer {
  readonly method: ExplainMethod;
  /** What the contributions add up to: the log-odds of the score, or the score itself. */
  readonly scale: 'log-odds' | 'score';
  /**
   * Contributions of a batch. `input` as in LoadedModel.score. Gives row-major [rows, features + 1]: what each feature adds, then the
   * value without any knowledge; a row's numbers add up to its score on `scale`. The same row gives the same numbers in any batch.
   * @throws DaybreakError SCORER_FAILED
   */
  contributions(input: Float32Array, rows: number): Promise<Float64Array>;
  close(): Promise<void>;
}

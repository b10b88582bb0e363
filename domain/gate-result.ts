/** What a gate found, of a scene, one of its models or one of its features. A check without anything to compare with is `told`. */
export interface GateResult {
  readonly scene: string;
  readonly model?: string;
  readonly feature?: string;
  readonly check: 'rows' | 'absent' | 'drift' | 'scores' | 'change';
  /** Opportunities for `rows`, a share for `absent`, a PSI for `drift` and `scores`; a PSI, or 0 where none can be had, for `change`. */
  readonly value: number;
  /** What the value must not pass; missing where nothing is set. */
  readonly limit?: number;
  /** `told`: worth knowing, and no fault, such as a feature that is new or a model that was replaced. */
  readonly state: 'ok' | 'warn' | 'hold' | 'told';
  /** A sentence for people. */
  readonly said: string;
}

/** How a scene came through its gate. Only `passed` and `released` are handed over to the CRM. */
export type GateOutcome = 'passed' | 'held' | 'released' | 'rejected' | 'last-good';

/** The gate of one scene of a run. */
export interface SceneGate {
  readonly scene: string;
  readonly outcome: GateOutcome;
  /** Why a person released or rejected it. */
  readonly because?: string;
  /** Run dates that the night was compared with, newest first; empty for a first night. */
  readonly comparedWith: readonly string[];
  /** Worst first, then by what was checked, model and feature. */
  readonly results: readonly GateResult[];
}

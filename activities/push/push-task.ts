import type { NightRun } from '../../domain/night.ts';

/** One scene of a sealed run whose leads have been made. */
export interface ScenePushed {
  readonly run: NightRun;
  readonly scene: string;
}

export interface PushSceneTask extends ScenePushed {
  /** Parts that the leads are cut into. */
  readonly parts: number;
  /** `push` where it is left out. `shadow`: only the fields that have a shadow. `retry`: dead letters, and what a push left that did not end. */
  readonly mode?: 'push' | 'dry-run' | 'shadow' | 'retry';
  /** Whether leads that a newer night was pushed with are written over. */
  readonly older?: boolean;
}

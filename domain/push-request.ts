import type { NightRun } from './night.ts';

/**
 * What is done with the leads of a scene in the CRM. `push`: what changed is written. `dry-run`: it is only said. `shadow`: as a push, into the
 * fields that the settings name as shadows. `retry`: the dead letters again, with their latest values. `undo`: what stood there before.
 */
export type PushAction = 'push' | 'dry-run' | 'shadow' | 'retry' | 'undo';

/** What the workflow of a scene's push is asked for. */
export interface ScenePushRequest {
  /** A sealed run. */
  readonly run: NightRun;
  readonly scene: string;
  readonly action: PushAction;
  /** Parts that the run's files are cut into. */
  readonly parts: number;
  /** Whether leads that a newer night was pushed with are written over; for `push`, `dry-run` and `shadow`. */
  readonly older?: boolean;
  /** Why, for people. */
  readonly because?: string;
}

/** The Temporal workflow id: a scene is pushed by one at a time, whichever night it is of. */
export const scenePushWorkflowId = ({ dictionary }: Pick<NightRun, 'dictionary'>, scene: string): string =>
  `push/${dictionary}/${scene}`;

/** `push of claim of 2026-03-02`, for the Temporal UI. */
export const pushSummary = ({ run, scene, action, because }: Omit<ScenePushRequest, 'parts'>): string =>
  [`${run.dictionary}: ${action} of ${scene} of ${run.date}`, ...(because === undefined ? [] : [because])].join(', ');

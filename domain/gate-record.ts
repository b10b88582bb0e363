import type { GateOutcome, SceneGate } from './gate-result.ts';

/** Table of the gates of a dictionary's nights, by run date: what `daybreak nights` and `daybreak release` look at. */
export const GATES = 'gates';

export interface GateRecord {
  readonly date: string;
  readonly run: number;
  readonly scenes: readonly SceneVerdict[];
}

/** The gate of a scene in short. */
export interface SceneVerdict {
  readonly scene: string;
  readonly outcome: GateOutcome;
  readonly because?: string;
  /** Results in each state. */
  readonly holds: number;
  readonly warns: number;
  readonly told: number;
  /** The worst of what was found, in sentences. */
  readonly said: readonly string[];
}

const SENTENCES = 5;

/** `said` are the first five results that are not `ok`, in the order given, which is worst first. */
export function verdictOf({ scene, outcome, because, results }: SceneGate): SceneVerdict {
  const count = (state: string): number => results.filter((result) => result.state === state).length;
  return {
    scene,
    outcome,
    ...(because === undefined ? {} : { because }),
    holds: count('hold'),
    warns: count('warn'),
    told: count('told'),
    said: results
      .filter(({ state }) => state !== 'ok')
      .slice(0, SENTENCES)
      .map(({ said }) => said),
  };
}

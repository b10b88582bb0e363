import type { ModelScores, Mover } from './model-scores.ts';
import type { NightInputs } from './night-manifest.ts';
import type { NightRun } from './night.ts';

/** How a run of a night differs from another run, of the same night or of another: what `daybreak diff` shows. */
export interface NightDiff {
  readonly before: NightRun;
  readonly now: NightRun;
  /** The inputs that differ, and `date`. Empty: the same files, unless nobody knows of the rows. */
  readonly inputs: readonly (keyof NightInputs | 'date')[];
  /** The hash of the rows of one of them is not known any more: whether they differ in rows, nobody can say. */
  readonly rowsUnknown?: true;
  readonly dictionary: FeatureNames;
  /** Models that both have and that are others now, that only the one has, and that only the other has. */
  readonly models: {
    readonly changed: readonly string[];
    readonly added: readonly string[];
    readonly gone: readonly string[];
  };
  readonly scenes: readonly SceneDiff[];
  /** Of every model that both runs have. */
  readonly scores: readonly { readonly scores: ModelScores; readonly movers: readonly Mover[] }[];
}

/** Features with a column in one run only, in the order of the index. */
interface FeatureNames {
  readonly added: readonly string[];
  readonly gone: readonly string[];
}

/** Opportunities of a scene that both runs have, and those of one only. */
export interface SceneDiff {
  readonly scene: string;
  readonly both: number;
  readonly entered: number;
  readonly left: number;
  /** Of the opportunities of both. */
  readonly changed: number;
  /** Features that both runs have a column for and whose values differ anywhere, most first. */
  readonly features: readonly FeatureDiff[];
}

/** Opportunities of both runs, by what became of one feature's value. */
export interface FeatureDiff {
  readonly feature: string;
  /** Other value. */
  readonly changed: number;
  /** Absent before. */
  readonly appeared: number;
  /** Absent now. */
  readonly vanished: number;
  /** Sum of now - before over those with other values, for a mean. */
  readonly sum: number;
  /** The largest change of a value, by its size. */
  readonly most?: ValueChange;
}

interface ValueChange {
  readonly opportunityId: string;
  readonly before: number;
  readonly now: number;
}

/** One opportunity in two runs. */
export interface OpportunityDiff {
  readonly before: NightRun;
  readonly now: NightRun;
  readonly opportunityId: string;
  /** Scenes that it is in; empty where the run does not have it. */
  readonly scenesBefore: readonly string[];
  readonly scenesNow: readonly string[];
  /** Values that differ, in the order of the index; undefined is absent, or without a column. */
  readonly features: readonly { readonly feature: string; readonly before?: number; readonly now?: number }[];
  readonly sameFeatures: number;
  readonly scores: readonly ScoreDiff[];
}

/** Ranks count from 1, the best; opportunities with equal scores share one. */
export interface ScoreDiff {
  readonly model: string;
  readonly output: string;
  readonly before?: RankedScore;
  readonly now?: RankedScore;
}

export interface RankedScore {
  readonly score: number;
  readonly rank: number;
  readonly of: number;
}

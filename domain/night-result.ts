import type { RaisedAlert } from './alert.ts';
import type { LateCost } from './night-decision.ts';
import type { ManifestScene } from './night-manifest.ts';
import type { NightWork } from './night-work.ts';
import type { NightRun } from './night.ts';
import type { NightProgress } from './progress.ts';
import type { PushResult } from './push-result.ts';

export interface StageTime {
  readonly stage: NightProgress['stage'];
  readonly startedMs: number;
  readonly endedMs: number;
}

/** What a night gives back: counts and times for people; the numbers themselves are in the files. */
export interface NightResult {
  readonly run: NightRun;
  /** The night had been sealed before with the same inputs; only the push was made up for, if it was missing. */
  readonly sealedBefore: boolean;
  readonly newFeatures: number;
  readonly counts: NightCounts;
  readonly scenes: readonly ManifestScene[];
  readonly unknownExamples: readonly string[];
  readonly times: readonly StageTime[];
  readonly late: boolean;
  /** What became of the leads in the CRM, by scene; left out where the settings name none. */
  readonly pushes?: readonly PushResult[];
  /** What was decided under the deadline; left out where nothing was. */
  readonly lateCosts?: readonly LateCost[];
  /** Of what people were told; left out where there was no trouble. */
  readonly alerts?: readonly RaisedAlert[];
}

/** Rows through the night; a stage that did not run has 0. */
export interface NightCounts {
  readonly staleDays: number;
  readonly opportunities: number;
  /** Ids of the population list that the store does not know, and lines of it that are no ids. */
  readonly unknown: number;
  /** Ids with derived features, by type. */
  readonly ids: Readonly<Record<string, number>>;
  /** Rows of derived features and of aggregated ones: how many were computed and why. */
  readonly work: { readonly derived: NightWork; readonly aggregated: NightWork };
  readonly derivedValues: number;
  readonly aggregatedValues: number;
  /** Values left out because they are too large for a number. */
  readonly overflows: number;
  readonly files: number;
  readonly bytes: number;
  readonly leadsWritten: number;
  readonly leadsSame: number;
}

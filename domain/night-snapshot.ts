import type { Dictionary } from './dictionary.ts';
import type { FeatureIndex } from './feature-index.ts';
import type { NightDecision } from './night-decision.ts';
import type { ModelManifest } from './model-manifest.ts';
import type { Reason } from './night-work.ts';
import type { NightRequest, NightRun } from './night.ts';
import type { SceneSettings, Settings } from './settings.ts';

/** Everything but rows that a run depends on, taken once when the run begins: what is edited later belongs to the next night. */
export interface NightSnapshot {
  readonly request: NightRequest;
  readonly run: number;
  readonly dictionary: Dictionary;
  readonly index: FeatureIndex;
  readonly timeZone: string;
  readonly compression: Settings['files']['compression'];
  readonly binary: boolean;
  /** In the order of the settings; a scene's place is its bit in the tags. */
  readonly scenes: readonly SnapshotScene[];
  readonly models: readonly SnapshotModel[];
  readonly hashes: InputHashes;
  /** The sealed night whose rows may be used again, or why there is none. */
  readonly base: NightRun | Reason;
  /** Ascending by dimension; left out where nothing was decided. */
  readonly decisions?: readonly NightDecision[];
  /** What an earlier run of the same night computed while the night waited for a source; left out where none did. */
  readonly ahead?: AheadRun;
  /** How many ids a shard has on average, at most. A run of an older version does not say: 2,048. */
  readonly idsAShard?: number;
  /** The code that began the run. A run of an older version does not say. */
  readonly codeVersion?: string;
  /** Kept in the store as well: where both have it, the store has gone on from what this run read. */
  readonly token: string;
  /** The store's revision before any row was read. A run of an older version has none. */
  readonly revision?: number;
  readonly replay?: ReplayView;
}

/** A run that computed some entity types wholly and was never sealed: their rows are taken over where nothing has come in since. */
export interface AheadRun {
  readonly run: NightRun;
  readonly types: readonly string[];
}

/** How a replay sees the store: as it stood at a revision, whatever has come since. */
export interface ReplayView {
  /** The run that is replayed. */
  readonly of: number;
  /** Revision as of which rows are read. */
  readonly asOf: number;
  /** The same of an entity type that is read as of another revision. */
  readonly typesAsOf?: Readonly<Record<string, number>>;
  /** Ids of dictionary rows that the replayed run did not have, or not whole; all other features are taken over from it. */
  readonly adds?: readonly number[];
  /** With `adds`: the steps whose rows get more cells, such as `compute/user`. */
  readonly touches?: readonly string[];
}

export interface SnapshotScene {
  readonly name: string;
  readonly line: string;
  readonly population: SceneSettings['population'];
  readonly models: readonly string[];
}

export interface SnapshotModel {
  readonly name: string;
  readonly manifest: ModelManifest;
  /** Blob path of the ONNX file, named by its content. */
  readonly blob: string;
}

/** SHA-256 of each input but the rows. */
export interface InputHashes {
  readonly dictionary: string;
  readonly index: string;
  readonly models: string;
  /** Scenes with their populations as asked for, and the population list that replaced them. */
  readonly request: string;
  /** Of decisionsText; left out where nothing was decided. */
  readonly decisions?: string;
}

import type { Dictionary } from './dictionary.ts';
import type { FeatureIndex } from './feature-index.ts';
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
  /** Kept in the store as well: where both have it, the store has gone on from what this run read. */
  readonly token: string;
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
}

import type { NightDecision } from './night-decision.ts';
import type { InputHashes } from './night-snapshot.ts';
import type { NightRequest } from './night.ts';

/**
 * `<dictionary>/<D>/manifest.json`: names the run that counts. It holds no clock: the same inputs give the same manifest, but for the run's number.
 * Keys as written to the file.
 */
export interface NightManifest {
  readonly dictionary: string;
  readonly date: string;
  readonly run: number;
  readonly time_zone: string;
  readonly inputs: NightInputs;
  readonly parameters: Pick<NightRequest, 'scene' | 'population'>;
  /** LibSVM columns count from 1 up to `columns`. */
  readonly index_base: 1;
  readonly columns: number;
  readonly scenes: readonly ManifestScene[];
  /** What was decided under a deadline, ascending by dimension; left out where nothing was. */
  readonly decisions?: readonly NightDecision[];
  readonly code_version: string;
  /** Ascending by path, relative to the night's folder. */
  readonly files: readonly ManifestFile[];
}

/** What decides every byte: hash of the accepted rows in canonical order, and of everything else. */
export interface NightInputs extends InputHashes {
  readonly rows: string;
}

export interface ManifestScene {
  readonly name: string;
  readonly opportunities: number;
  /** SHA-256 over the scene's ids, a line each, in the files' order. */
  readonly population: string;
  readonly models: readonly string[];
}

export interface ManifestFile {
  readonly path: string;
  readonly bytes: number;
  readonly rows: number;
  readonly sha256: string;
}

/** What each input is called in a sentence. */
export const INPUT_TEXTS: Readonly<Record<keyof NightInputs, string>> = {
  rows: 'rows',
  dictionary: 'dictionary rows',
  index: 'feature index',
  models: 'models',
  request: 'scenes or population',
  decisions: 'decisions under a deadline',
};

/** The inputs that differ. */
export const changedInputs = (a: NightInputs, b: NightInputs): (keyof NightInputs)[] =>
  (['rows', 'dictionary', 'index', 'models', 'request', 'decisions'] as const).filter((key) => a[key] !== b[key]);

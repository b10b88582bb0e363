import type { Dictionary } from '../domain/dictionary.ts';
import type { FeatureIndex } from '../domain/feature-index.ts';
import type { ModelManifest } from '../domain/model-manifest.ts';
import type { Settings } from '../domain/settings.ts';

/** Where dictionaries are kept: a folder each, see dictionaries/README.md. */
export interface DictionaryStore {
  /** Names of all dictionaries, ascending. */
  list(): Promise<string[]>;
  /** Read and checked afresh at every call, so that an edited row counts from the next night on. @throws DaybreakError DICTIONARY_*, SETTINGS_INVALID, INDEX_INVALID, MODEL_* */
  read(name: string): Promise<DictionaryFolder>;
  /** As far as they can be made out, whatever else of the dictionary has faults. @throws DaybreakError DICTIONARY_MISSING */
  readContact(name: string): Promise<Contact>;
  /** The bytes of the ONNX file of a model that `read` gave. @throws DaybreakError MODEL_INVALID where it is gone */
  readModel(model: Model): Promise<Uint8Array>;
  /** A text file of a dictionary's folder that its settings name. @throws DaybreakError SETTINGS_INVALID where it is missing or no UTF-8 */
  readFile(name: string, file: string): Promise<string>;
  /** Replaces index.csv in one step. */
  writeIndex(name: string, index: FeatureIndex): Promise<void>;
}

/** The settings by which a night's trouble is written down and told, each undefined where it is not set or cannot be read. */
export interface Contact {
  readonly timeZone: string | undefined;
  readonly alerts: Settings['alerts'];
}

export interface DictionaryFolder {
  readonly dictionary: Dictionary;
  readonly settings: Settings;
  readonly index: FeatureIndex;
  /** By name, ascending. */
  readonly models: readonly Model[];
  /** SHA-256 of what the rows mean (not of comments such as explain), so that a changed explanation is no change of inputs. */
  readonly hash: string;
}

export interface Model {
  readonly name: string;
  readonly manifest: ModelManifest;
  /** Absolute path of the ONNX file. */
  readonly file: string;
}

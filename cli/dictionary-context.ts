import type { DictionaryCheck } from '../domain/dictionary-check.ts';
import type { Dictionary } from '../domain/dictionary.ts';
import type { FeatureIndex } from '../domain/feature-index.ts';

/** What the commands need of the program around them; asked only when a command runs, so that --help needs nothing. */
export interface DictionaryContext {
  check(name: string): Promise<DictionaryCheck>;
  read(name: string): Promise<DictionaryContents>;
  writeIndex(name: string, index: FeatureIndex): Promise<void>;
}

/** A dictionary's folder, checked. */
export interface DictionaryContents {
  readonly dictionary: Dictionary;
  readonly index: FeatureIndex;
  readonly models: readonly {
    readonly name: string;
    readonly manifest: { readonly features: readonly string[] };
  }[];
}

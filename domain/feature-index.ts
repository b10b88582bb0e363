import { DaybreakError } from './errors.ts';

/** 总特征: one line of index.csv. A column never changes its meaning and is never used again. */
export interface IndexEntry {
  /** 1-based LibSVM column. */
  readonly column: number;
  readonly feature: string;
  /** `retired`: no dictionary row makes it any more; the column stays taken, and comes back with the same definition. */
  readonly state: 'active' | 'retired';
  /** Hash of what gives the feature its meaning, see definitionText. */
  readonly hash: string;
}

export interface FeatureIndex {
  /** Ascending by column, without gaps from 1. */
  readonly entries: readonly IndexEntry[];
}

export const EMPTY_INDEX: FeatureIndex = { entries: [] };

/** A feature that a dictionary defines now. */
export interface DefinedFeature {
  readonly feature: string;
  readonly hash: string;
}

export interface IndexChange {
  readonly index: FeatureIndex;
  readonly added: readonly string[];
  readonly retired: readonly string[];
  readonly revived: readonly string[];
}

/**
 * The index with every defined feature active: new ones at the end in the order given, those no longer defined retired.
 * @throws DaybreakError DICTIONARY_CHANGED where a name is defined differently from before.
 */
export function growIndex(index: FeatureIndex, defined: readonly DefinedFeature[]): IndexChange {
  const wanted = new Map(defined.map(({ feature, hash }) => [feature, hash]));
  const changed = index.entries.find(({ feature, hash }) => wanted.has(feature) && wanted.get(feature) !== hash);
  if (changed) {
    throw new DaybreakError(
      'DICTIONARY_CHANGED',
      `${changed.feature} (column ${changed.column}) is defined differently from when it got its column`,
      'give the changed feature a new name and id, or take the change back: models trained on the old meaning would read the new one',
    );
  }
  const known = new Set(index.entries.map(({ feature }) => feature));
  const added = defined.filter(({ feature }) => !known.has(feature));
  const kept = index.entries.map((entry): IndexEntry => ({
    ...entry,
    state: wanted.has(entry.feature) ? 'active' : 'retired',
  }));
  const turned = (state: IndexEntry['state']): string[] =>
    kept.filter((entry, i) => entry.state === state && index.entries[i]?.state !== state).map(({ feature }) => feature);
  const next = added.map(({ feature, hash }, i): IndexEntry => ({
    column: kept.length + i + 1,
    feature,
    state: 'active',
    hash,
  }));
  return {
    index: { entries: [...kept, ...next] },
    added: added.map(({ feature }) => feature),
    retired: turned('retired'),
    revived: turned('active'),
  };
}

/** Column of each active feature. */
export const columnsOf = (index: FeatureIndex): Map<string, number> =>
  new Map(index.entries.filter(({ state }) => state === 'active').map(({ feature, column }) => [feature, column]));

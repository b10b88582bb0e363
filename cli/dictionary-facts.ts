import { formatEventSource } from '../domain/data-source.ts';
import type { Found } from '../domain/dictionary-lookup.ts';
import { baseNameOf, OPPORTUNITY, opportunityNamesOf, type DictionaryRow } from '../domain/dictionary.ts';
import { explain, type Explanation } from '../domain/explain-feature.ts';
import { aggregatedName } from '../domain/feature-name.ts';
import type { DictionaryContents } from './dictionary-context.ts';

/** Everything there is to say about a row or a feature. */
export interface FeatureFacts {
  readonly name: string;
  readonly row: DictionaryRow;
  readonly source: string;
  readonly explanation: Explanation;
  /** The columns that it has in LibSVM files, ascending; without a column while it is not locked; none where it never gets one. */
  readonly features: readonly FeatureColumn[];
  readonly models: readonly ModelUse[];
}

export interface FeatureColumn {
  readonly feature: string;
  readonly column: number | undefined;
  readonly state: string | undefined;
}

export interface ModelUse {
  readonly model: string;
  readonly features: readonly string[];
}

export function factsOf(contents: DictionaryContents, found: Found): FeatureFacts {
  const { row } = found;
  const names = found.kind === 'row' ? opportunityNamesOf(row) : [columnName(found)];
  return {
    name: found.kind === 'row' ? baseNameOf(row) : found.name,
    row,
    source: sourceOf(row),
    explanation: explain(found),
    features: columnsOf(contents, names),
    models: modelsUsing(contents, names),
  };
}

const sourceOf = (row: DictionaryRow): string =>
  row.kind === 'base' ? formatEventSource(row.source) : `attr:${row.attr}`;

/** A linked id's own feature has no column; the one over all linked ids has. */
const columnName = ({ name, row, aggregated }: Exclude<Found, { kind: 'row' }>): string =>
  aggregated || row.dim === OPPORTUNITY ? name : aggregatedName(row.dim, name);

/** A column a name, also for one that has none: those stand last. */
export function columnsOf({ index }: DictionaryContents, names: readonly string[]): FeatureColumn[] {
  const wanted = new Set(names);
  const entries = new Map(
    index.entries.filter(({ feature }) => wanted.has(feature)).map((entry) => [entry.feature, entry]),
  );
  return names
    .map((feature) => ({ feature, column: entries.get(feature)?.column, state: entries.get(feature)?.state }))
    .sort((a, b) => (a.column ?? Infinity) - (b.column ?? Infinity) || 0);
}

/** The models that use at least one of some features, and which of them. */
export function modelsUsing({ models }: DictionaryContents, names: readonly string[]): ModelUse[] {
  const wanted = new Set(names);
  return models
    .map(({ name, manifest }) => ({
      model: name,
      features: manifest.features.filter((feature) => wanted.has(feature)),
    }))
    .filter(({ features }) => features.length > 0);
}

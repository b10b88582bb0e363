import { baseNameOf, opportunityNamesOf, OPPORTUNITY, type Dictionary } from './dictionary.ts';
import type { FeatureIndex } from './feature-index.ts';

/** A night that gave features their columns. */
interface GrownNight {
  readonly dictionary: Dictionary;
  readonly index: FeatureIndex;
  /** How many features are new; theirs are the last columns. */
  readonly newFeatures: number;
  /** Features that an opportunity has a value of. */
  readonly withValue: ReadonlySet<string>;
}

/**
 * Rows of which the features are new and nobody has a value, in the order of the file, as `user.login_01 (id 4)`. Mostly a feature, type, line
 * or attribute is misspelt there, or its events have not come yet. A row that had a column before is known to be sparse, and is left out.
 */
export function silentRows({ dictionary, index, newFeatures, withValue }: GrownNight): string[] {
  if (newFeatures === 0) return [];
  const fresh = new Set(index.entries.slice(-newFeatures).map(({ feature }) => feature));
  return dictionary.rows
    .filter((row) => {
      const names = opportunityNamesOf(row);
      return names.length > 0 && names.every((name) => fresh.has(name) && !withValue.has(name));
    })
    .map((row) => `${row.dim === OPPORTUNITY ? '' : `${row.dim}.`}${baseNameOf(row)} (id ${row.id})`);
}

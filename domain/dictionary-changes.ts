import { DaybreakError } from './errors.ts';
import { baseNameOf, opportunityNamesOf, type Dictionary } from './dictionary.ts';
import { definedFeatures } from './definition.ts';
import type { FeatureIndex } from './feature-index.ts';

/** An error for each row that gives a name of the index another meaning; growIndex refuses the first of them. */
export function changedDefinitions(
  file: string,
  dictionary: Dictionary,
  index: FeatureIndex,
  sha256: (text: string) => string,
): DaybreakError[] {
  const locked = new Map(index.entries.map((entry) => [entry.feature, entry]));
  const defined = new Map(definedFeatures(dictionary, sha256).map(({ feature, hash }) => [feature, hash]));
  return dictionary.rows.flatMap((row) => {
    const changed = opportunityNamesOf(row).filter((name) => {
      const entry = locked.get(name);
      return entry !== undefined && entry.hash !== defined.get(name);
    });
    const [first] = changed;
    if (first === undefined) return [];
    const others = changed.length > 1 ? ` and ${changed.length - 1} more` : '';
    return new DaybreakError(
      'DICTIONARY_CHANGED',
      `${file} line ${row.line} (id ${row.id}, ${row.name}): ${first}${others} had another definition when it got column ${String(locked.get(first)?.column)}`,
      `take the change of ${baseNameOf(row)} back, or give the changed row a new name and id: models were trained on the old meaning`,
    );
  });
}

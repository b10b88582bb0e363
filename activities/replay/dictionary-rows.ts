import { OPPORTUNITY, type Dictionary, type DictionaryRow } from '../../domain/dictionary.ts';
import { baseNameOf, derivedNamesOf, opportunityNamesOf } from '../../domain/dictionary.ts';
import { definitionText, dictionaryText } from '../../domain/definition.ts';
import { DaybreakError } from '../../domain/errors.ts';
import { rowStep } from '../run-files.ts';

/** The rows of a dictionary that names ask for: those of base features, or of what is derived from them. @throws DaybreakError FEATURE_UNKNOWN */
export function rowsNamed(dictionary: Dictionary, names: readonly string[]): DictionaryRow[] {
  const found = names.map((name) => {
    const row = dictionary.rows.find(
      (candidate) =>
        candidate.name === name ||
        baseNameOf(candidate) === name ||
        derivedNamesOf(candidate).includes(name) ||
        opportunityNamesOf(candidate).includes(name),
    );
    if (row) return row;
    throw new DaybreakError(
      'FEATURE_UNKNOWN',
      `${dictionary.name} has no row that makes "${name}"`,
      `add the row to dictionary.csv, or find it with: npx daybreak dictionary search ${dictionary.name} ${name}`,
    );
  });
  return [...new Set(found)];
}

/** Those rows that a dictionary does not have, or not with all their functions and windows. */
export function rowsToAdd(dictionary: Dictionary, rows: readonly DictionaryRow[]): DictionaryRow[] {
  const textOf = (row: DictionaryRow): string => dictionaryText({ name: dictionary.name, rows: [row] });
  const known = new Set(dictionary.rows.map(textOf));
  return rows.filter((row) => !known.has(textOf(row)));
}

/**
 * A dictionary with rows added at its end; a row that it has with fewer functions or windows is replaced where it stands.
 * @throws DaybreakError DICTIONARY_CHANGED for a row whose id means something else in the dictionary
 */
export function withRows(dictionary: Dictionary, rows: readonly DictionaryRow[]): Dictionary {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const kept = dictionary.rows.map((row) => {
    const other = byId.get(row.id);
    if (!other) return row;
    byId.delete(row.id);
    if (baseNameOf(row) === baseNameOf(other) && definitionText(row) === definitionText(other)) return other;
    throw new DaybreakError(
      'DICTIONARY_CHANGED',
      `the dictionary of that night has the id ${row.id} for ${baseNameOf(row)} of ${row.dim}`,
      'give the new row an id of its own',
    );
  });
  return { ...dictionary, rows: [...kept, ...byId.values()] };
}

/** The steps, as the keys of their receipts begin, whose rows get more cells. */
export const stepsTouched = (rows: readonly DictionaryRow[]): string[] => [
  ...new Set(
    rows.flatMap(({ dim, kind }) => [
      rowStep('derived', dim),
      ...(dim === OPPORTUNITY || kind === 'attribute' ? [] : [rowStep('aggregated', dim)]),
    ]),
  ),
];

import { formatEventSource } from './data-source.ts';
import { opportunityNamesOf, type Dictionary, type DictionaryRow } from './dictionary.ts';
import type { DefinedFeature } from './feature-index.ts';

type Hash = (text: string) => string;

/**
 * What gives a row's features their meaning, as text. Function and window are parts of a feature's name; owner and explanation change
 * nothing; so adding a function or a window leaves the features that were there alone.
 */
export const definitionText = (row: DictionaryRow): string =>
  JSON.stringify(
    row.kind === 'base'
      ? ['base', row.dim, row.businessLine, formatEventSource(row.source), row.windowKind]
      : ['attribute', row.dim, row.businessLine, row.attr, row.vocab ?? null],
  );

/** Every feature that gets a column, in the order in which new ones get theirs: rows in the order of the file. */
export const definedFeatures = (dictionary: Dictionary, sha256: Hash): DefinedFeature[] =>
  dictionary.rows.flatMap((row) => {
    const hash = sha256(definitionText(row));
    return opportunityNamesOf(row).map((feature) => ({ feature, hash }));
  });

/** What the rows of a dictionary mean, as text: its hash changes with whatever could change a night, and with nothing else. */
export const dictionaryText = (dictionary: Dictionary): string =>
  dictionary.rows
    .map((row) => {
      const computed = row.kind === 'base' ? [row.functions, row.windowDays] : [];
      return JSON.stringify([row.id, row.name, definitionText(row), ...computed]);
    })
    .join('\n');

import { baseNameOf, OPPORTUNITY, type BaseFeature, type Dictionary, type DictionaryRow } from './dictionary.ts';
import { nearestWord } from './dictionary-nearest.ts';
import { parseFeatureName } from './feature-name.ts';
import type { FunctionName } from './function-name.ts';
import { windowsOf, type Window } from './window.ts';

/** What a name or an id stands for: a row with all its features, one derived feature, or one over all linked ids. */
export type Found = FoundRow | FoundDerived;

interface FoundRow {
  readonly kind: 'row';
  readonly row: DictionaryRow;
}

interface FoundDerived {
  readonly kind: 'derived';
  readonly name: string;
  readonly row: BaseFeature;
  readonly fn: FunctionName;
  readonly window: Window;
  /** Over the days of all ids linked to an opportunity. */
  readonly aggregated: boolean;
}

/**
 * All that a text stands for: an id, a base name (also of one day, `login_01@2021-05-09`), a derived, attribute or aggregated name.
 * A base or derived name may stand for a row of several dimensions. Empty when it stands for nothing.
 */
export function lookUp(dictionary: Dictionary, text: string): Found[] {
  const [name = ''] = text.split('@');
  const asRow = dictionary.rows.filter(
    (row) => String(row.id) === name || baseNameOf(row) === name || qualified(row) === name,
  );
  if (asRow.length > 0) return asRow.map((row) => ({ kind: 'row', row }));
  const parts = parseFeatureName(name);
  if (!parts) return [];
  const { type, base, fn } = parts;
  const rows = dictionary.rows.filter((row) => baseNameOf(row) === base && (type === undefined || row.dim === type));
  if (fn === 'ASOF') {
    const attributes = rows.filter(({ kind }) => kind === 'attribute');
    return attributes.filter(() => type === undefined).map((row) => ({ kind: 'row', row }));
  }
  const label = `${parts.days.join('_')}d`;
  return rows.flatMap((row): Found[] => {
    if (row.kind !== 'base' || !row.functions.includes(fn)) return [];
    const window = windowsOf(row.windowDays, row.windowKind).find((candidate) => candidate.label === label);
    if (!window || type === OPPORTUNITY) return [];
    return [{ kind: 'derived', name, row, fn, window, aggregated: type !== undefined }];
  });
}

const qualified = (row: DictionaryRow): string => `${row.dim}.${baseNameOf(row)}`;

/** The name among base names and columns that is nearest to a text that stands for nothing. */
export const nearestName = (dictionary: Dictionary, columns: Iterable<string>, text: string): string | undefined =>
  nearestWord(text, new Set([...dictionary.rows.map(baseNameOf), ...columns]));

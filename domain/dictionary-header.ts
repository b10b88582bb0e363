import { DICTIONARY_COLUMNS, type DictionaryColumn, type DictionaryTable } from './dictionary-columns.ts';
import type { DictionaryFault } from './dictionary-fault.ts';
import { nearestWord } from './dictionary-nearest.ts';

/** Where each column stands; `more` are the columns beyond the contract. */
export interface HeaderPlaces {
  readonly place: Readonly<Record<DictionaryColumn, number>>;
  readonly more: readonly { readonly name: string; readonly place: number }[];
  readonly width: number;
}

/** The header's places, or its faults: columns that are missing or there twice. */
export function parseHeader({ file, header }: DictionaryTable): HeaderPlaces | DictionaryFault[] {
  const known: readonly string[] = DICTIONARY_COLUMNS;
  const faults: DictionaryFault[] = [];
  const fault = (column: string | undefined, found: string, expected: string, nearest?: string): void => {
    faults.push({ file, line: 1, row: undefined, column, found, expected, nearest });
  };
  if (header.length === 0) {
    fault(undefined, 'no header', `the columns ${DICTIONARY_COLUMNS.join(', ')}`);
    return faults;
  }
  const [only = ''] = header;
  const delimiter = header.length === 1 ? [';', '\t', '|'].find((mark) => only.includes(mark)) : undefined;
  if (delimiter !== undefined) {
    fault(undefined, `a header cut by ${JSON.stringify(delimiter)}`, 'cells cut by commas');
    return faults;
  }
  const unknown = header.filter((name) => !known.includes(name));
  for (const column of DICTIONARY_COLUMNS.filter((name) => !header.includes(name))) {
    const near = nearestWord(column, unknown);
    const instead = near === undefined ? '' : ` (there is "${near}")`;
    fault(undefined, `no column ${column}${instead}`, `the columns ${DICTIONARY_COLUMNS.join(', ')}`);
  }
  for (const name of new Set(header.filter((name, i) => header.indexOf(name) !== i))) {
    fault(undefined, `the column ${name === '' ? 'without a name' : name} twice`, 'each column once');
  }
  if (faults.length > 0) return faults;
  const place = Object.fromEntries(DICTIONARY_COLUMNS.map((name) => [name, header.indexOf(name)]));
  return {
    place: place as Record<DictionaryColumn, number>,
    more: unknown.map((name) => ({ name, place: header.indexOf(name) })),
    width: header.length,
  };
}

import { DICTIONARY_COLUMNS, type DictionaryColumn, type DictionaryTable } from '../../domain/dictionary-columns.ts';
import { faultSentence } from '../../domain/dictionary-fault.ts';
import type { Dictionary } from '../../domain/dictionary.ts';
import { parseDictionary } from '../../domain/parse-dictionary.ts';

export type WrittenRow = Partial<Record<DictionaryColumn, string>>;

/** A sound row; whatever a test is about replaces a cell of it. */
export const BASE_ROW: WrittenRow = {
  dim: 'user',
  id: '1',
  name: 'login',
  explain: 'logins',
  business_line: '01',
  cal_sort: 'SUM|COUNT',
  times: '3|7',
  window_kind: 'trailing',
  data_src: 'login:count',
};

export const ATTRIBUTE_ROW: WrittenRow = {
  dim: 'opportunity',
  id: '2',
  name: 'stage',
  explain: 'stage in force',
  cal_sort: 'ASOF',
  data_src: 'attr:stage',
  vocab: 'new|won|lost',
};

/** Rows from line 2 on, under a header with the contract's columns. */
export const tableOf = (...rows: readonly WrittenRow[]): DictionaryTable => ({
  file: 'dictionary.csv',
  header: DICTIONARY_COLUMNS,
  rows: rows.map((row, i) => ({ line: i + 2, cells: DICTIONARY_COLUMNS.map((column) => row[column] ?? '') })),
});

/** The sentences of all faults of a table. */
export const faultsOf = (table: DictionaryTable): string[] => parseDictionary('test', table).faults.map(faultSentence);

/** A dictionary of sound rows. */
export function dictionaryOf(...rows: readonly WrittenRow[]): Dictionary {
  const { dictionary, faults } = parseDictionary('test', tableOf(...rows));
  const [first] = faults;
  if (first) throw new Error(faultSentence(first));
  return dictionary;
}

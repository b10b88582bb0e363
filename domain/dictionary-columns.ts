/** The columns of dictionary.csv, see dictionaries/README.md. All must be there, in any order; others may be. */
export const DICTIONARY_COLUMNS = [
  'dim',
  'id',
  'name',
  'explain',
  'business_line',
  'cal_sort',
  'times',
  'window_kind',
  'data_src',
  'vocab',
] as const;
export type DictionaryColumn = (typeof DICTIONARY_COLUMNS)[number];

/** dictionary.csv cut into cells. */
export interface DictionaryTable {
  /** How messages name the file. */
  readonly file: string;
  readonly header: readonly string[];
  readonly rows: readonly TableRow[];
}

export interface TableRow {
  /** The line of the file on which the row begins. */
  readonly line: number;
  readonly cells: readonly string[];
}

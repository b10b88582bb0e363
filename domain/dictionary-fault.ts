import { oneLine, shortened } from './one-line.ts';

/** Something in dictionary.csv that a person must mend before a night can use it. */
export interface DictionaryFault {
  readonly file: string;
  /** The line on which the row begins; 1 is the header. */
  readonly line: number;
  /** Which row, as written; undefined for the header. */
  readonly row: RowWritten | undefined;
  /** Undefined where the row as a whole is wrong. */
  readonly column: string | undefined;
  /** The part at fault, as written; blank for an empty cell. */
  readonly found: string;
  readonly expected: string;
  /** The right name that is nearest to what was found. */
  readonly nearest: string | undefined;
}

interface RowWritten {
  readonly id: string;
  readonly name: string;
}

/** One sentence without its full stop: where, what was found, what was expected, the nearest right name. */
export function faultSentence({ file, line, row, column, found, expected, nearest }: DictionaryFault): string {
  const which = row === undefined ? '' : ` (id ${row.id || 'blank'}, ${shortened(row.name) || 'no name'})`;
  const quoted = found === '' ? 'blank' : `"${shortened(found)}"`;
  const what = column === undefined ? `has ${found}` : `${column} is ${quoted}`;
  const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  return oneLine(`${file} line ${line}${which}: ${what}, expected ${expected}${hint}`);
}

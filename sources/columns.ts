import { closest } from 'fastest-levenshtein';
import { DaybreakError } from '../domain/errors.ts';
import { knownColumns, TABLES, type TableColumns, type TableName } from './drop.ts';

/** Where a table's columns stand in a file. */
export interface Columns {
  /** The table's columns, required, then optional. */
  readonly names: readonly string[];
  /** The place of each of `names` in the file; -1 for an optional column that is not there. */
  readonly places: readonly number[];
  /** How many cells a row has. */
  readonly width: number;
  readonly unknown: readonly string[];
  readonly has: (column: string) => boolean;
}

/** @throws DaybreakError COLUMN_MISSING, or DROP_UNREADABLE for a column that is there twice */
export function columnsOf(table: TableName, path: string, header: readonly string[]): Columns {
  const names = header.map((name) => name.trim());
  const { required } = TABLES[table] as TableColumns;
  const known = knownColumns(table);
  const twice = known.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (twice !== undefined) {
    throw new DaybreakError(
      'DROP_UNREADABLE',
      `${path} has the column ${twice} twice`,
      'leave one of them out, then load again',
    );
  }
  const unknown = names.filter((name) => !known.includes(name));
  const missing = required.filter((name) => !names.includes(name));
  if (missing.length > 0) throw columnMissing(table, path, missing, unknown);
  const places = known.map((name) => names.indexOf(name));
  return {
    names: known,
    places,
    width: names.length,
    unknown,
    has: (column) => known.includes(column) && names.includes(column),
  };
}

/** The error for required columns that a file lacks: names the first, the others, and what it probably is called there. */
export function columnMissing(
  table: TableName,
  path: string,
  missing: readonly string[],
  unknown: readonly string[],
): DaybreakError {
  const [first = ''] = missing;
  const others = missing.length > 1 ? ` (and ${missing.slice(1).join(', ')})` : '';
  const [only = ''] = unknown;
  const delimiter = unknown.length === 1 ? [';', '\t', '|'].find((mark) => only.includes(mark)) : undefined;
  if (delimiter !== undefined) {
    return new DaybreakError(
      'COLUMN_MISSING',
      `${path} has no column ${first}${others}: its header is cut by ${JSON.stringify(delimiter)}, not by commas`,
      'write the file with commas between the cells, then load again',
    );
  }
  const nearest = unknown.length > 0 ? `; the nearest one is "${closest(first, unknown)}"` : '';
  return new DaybreakError(
    'COLUMN_MISSING',
    `${path} has no column ${first}${others}${nearest}`,
    `give it the columns that ${table} needs, then load again: ${TABLES[table].required.join(', ')}`,
  );
}

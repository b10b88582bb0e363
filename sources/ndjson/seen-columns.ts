import { nearestWord } from '../../domain/dictionary-nearest.ts';
import { columnMissing } from '../columns.ts';
import { knownColumns, TABLES, type TableColumns, type TableName } from '../drop.ts';
import type { JsonObject } from './json-row.ts';

/** Keys that are data (an id as a key) must not fill the memory. */
const MAX_UNKNOWN = 100;

/** Which columns the rows of a file without a header have named so far. */
export interface SeenColumns {
  note(row: JsonObject): void;
  has(column: string): boolean;
  /** At most 100. */
  unknown(): string[];
  /** Required columns that no row named, once there are rows. */
  missing(): string[];
}

export function seenColumns(table: TableName): SeenColumns {
  const { required } = TABLES[table] as TableColumns;
  const known = new Set(knownColumns(table));
  const named = new Set<string>();
  const unknown = new Set<string>();
  let rows = 0;
  return {
    note(row) {
      rows++;
      for (const key of Object.keys(row)) {
        if (known.has(key)) named.add(key);
        else if (unknown.size < MAX_UNKNOWN) unknown.add(key);
      }
    },
    has: (column) => named.has(column),
    unknown: () => [...unknown],
    missing: () => (rows === 0 ? [] : required.filter((column) => !named.has(column))),
  };
}

/**
 * To be called when a file has been read to its end. A column that no row names is missing, unless it may be blank in all of them and
 * none of the unknown columns looks like it: writers of JSON leave out what is blank, and most links have no valid_to.
 * @throws DaybreakError COLUMN_MISSING
 */
export function refuseMissing(table: TableName, path: string, seen: SeenColumns): void {
  const { oftenBlank } = TABLES[table] as TableColumns;
  const unknown = seen.unknown();
  const missing = seen.missing();
  const tolerable = missing.every((name) => oftenBlank.includes(name) && nearestWord(name, unknown) === undefined);
  if (!tolerable) throw columnMissing(table, path, missing, unknown);
}

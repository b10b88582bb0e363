import { DaybreakError } from '../../domain/errors.ts';
import { openCsvTable } from '../../sources/csv/open-table.ts';
import type { OpenTable, RawRow, TableName } from '../../sources/drop.ts';
import { formatOf, type Format } from '../../sources/formats.ts';
import { openNdjsonTable } from '../../sources/ndjson/open-table.ts';
import { openParquetTable } from '../../sources/parquet/open-table.ts';
import { writtenFiles } from './written-files.ts';

/** The real openers, as the composition root has them. */
export const openTable: Readonly<Record<Format, OpenTable>> = {
  csv: openCsvTable,
  ndjson: openNdjsonTable,
  parquet: openParquetTable,
};

/** The rows of a file, read to the end by the opener that its name asks for. */
export async function rowsOf(table: TableName, path: string): Promise<RawRow[]> {
  const rows: RawRow[] = [];
  for await (const batch of (await openTable[formatOf(path) ?? 'csv'](table, path)).rows()) rows.push(...batch);
  return rows;
}

/** The rows of a file with the given content. */
export async function rowsIn(table: TableName, content: string | Uint8Array, name = 'table.csv'): Promise<RawRow[]> {
  return rowsOf(table, `${await writtenFiles({ [name]: content })}/${name}`);
}

/** The DaybreakError with which something fails; any other end is a failure of the test. */
export async function failure(attempt: Promise<unknown>): Promise<DaybreakError> {
  try {
    await attempt;
  } catch (error) {
    if (error instanceof DaybreakError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

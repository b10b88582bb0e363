import { parse } from 'csv-parse/sync';
import type { CrmValue } from '../crm.ts';
import type { RecordUpdate } from '../by-record-id.ts';

/** How a cell says that the field is to be emptied; an empty cell leaves it as it is. */
const EMPTY_FIELD = '#N/A';

/** Whether the rows can be told in a file at all: a text that reads like the mark for an empty field cannot. */
export const fitsCsv = (rows: readonly RecordUpdate[]): boolean =>
  rows.every((row) => !Object.values(row.values).includes(EMPTY_FIELD));

/**
 * Rows as a file of Bulk API 2.0: UTF-8, commas, LF, a column for `Id` and for every field of any row.
 * https://developer.salesforce.com/docs/platform/api-asynch/guide/datafiles-prepare-csv.html
 */
export function bulkCsv(rows: readonly RecordUpdate[]): string {
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row.values)))];
  const lines = rows.map(({ recordId, values }) => [recordId, ...fields.map((field) => cellOf(values[field]))]);
  return [['Id', ...fields], ...lines].map((cells) => `${cells.map(quoted).join(',')}\n`).join('');
}

function cellOf(value: CrmValue | undefined): string {
  if (value === undefined) return '';
  if (value === null || value === '') return EMPTY_FIELD;
  return String(value);
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

/** Lines of a file of results by name of their column, without its heading. */
export const resultLines = (csv: string): Record<string, string>[] =>
  parse(csv, { columns: true, bom: true, skip_empty_lines: true });

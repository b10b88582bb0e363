import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { csvLine } from '../../domain/csv-line.ts';

/** A table as text: its header, then its rows. */
export interface TextTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The content of a table's file in each of the forms a drop may have, by the ending of its name. */
export const FORMS: Readonly<Record<string, (table: TextTable) => string | Uint8Array>> = {
  csv,
  'csv.gz': (table) => gzipSync(csv(table)),
  ndjson: (table) => ndjson(table, nullBlank),
  'ndjson.gz': (table) => gzipSync(ndjson(table, leftOut)),
  jsonl: (table) => ndjson(table, (text) => text),
  parquet: (table) => parquet(table, 'SNAPPY'),
};

function csv({ header, rows }: TextTable): string {
  return [header, ...rows].map((cells) => csvLine(cells)).join('');
}

/** As most writers of JSON do it, and as those do it that leave blanks out. */
const nullBlank = (text: string): string | null => (text === '' ? null : text);
const leftOut = (text: string): string | undefined => (text === '' ? undefined : text);

function ndjson({ header, rows }: TextTable, cell: (text: string) => string | null | undefined): string {
  return rows
    .map((row) => `${JSON.stringify(Object.fromEntries(header.map((name, i) => [name, cell(row[i] ?? '')])))}\n`)
    .join('');
}

export function parquet({ header, rows }: TextTable, codec: 'SNAPPY' | 'UNCOMPRESSED', rowGroupSize = 400): Uint8Array {
  const columnData = header.map((name, i) => ({
    name,
    type: 'STRING' as const,
    nullable: true,
    data: rows.map((row) => nullBlank(row[i] ?? '')),
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData, codec, rowGroupSize }));
}

/** Reads a table of a drop by a parser that is not ours to test. */
export async function readTable(path: string): Promise<TextTable> {
  const bytes = await readFile(path);
  const text = path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  const [header = [], ...rows] = parse(text, { bom: true });
  return { header, rows };
}

/** Writes every table of a drop of CSV.gz files once more in another form. */
export async function inForm(drop: string, ending: string, target: string): Promise<void> {
  for (const table of ['events', 'entities', 'links', 'labels']) {
    await writeFile(join(target, `${table}.${ending}`), FORMS[ending]!(await readTable(join(drop, `${table}.csv.gz`))));
  }
}

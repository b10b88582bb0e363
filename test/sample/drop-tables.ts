import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';

export type TableRow = Readonly<Record<string, string>>;

/** One file of a generated drop, its rows by column name. */
export const readTable = (folder: string, table: string): TableRow[] =>
  parse(gunzipSync(readFileSync(join(folder, `${table}.csv.gz`))), { columns: true });

/** Rows by the text of a column, in the order in which they come. */
export function byColumn(rows: readonly TableRow[], column: string): Map<string, TableRow[]> {
  const groups = new Map<string, TableRow[]>();
  for (const row of rows) {
    const key = row[column] ?? '';
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return groups;
}

/** Runs something in a folder of its own that is gone afterwards. */
export async function inScratch<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'daybreak-sample-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

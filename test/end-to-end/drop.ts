import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { csvLine } from '../../domain/csv-line.ts';

const COLUMNS = {
  events: 'event_id,entity_type,entity_id,business_line,feature,event_time,value,attrs,op,arrived_at'.split(','),
  entities: 'entity_type,entity_id,valid_from,valid_to,attrs'.split(','),
  links: 'opportunity_id,linked_type,linked_id,valid_from,valid_to'.split(','),
} as const;

/** A row by its columns; what is left out is blank. */
export type DropRow = Readonly<Record<string, string | number>>;
export type DropRows = Partial<Record<keyof typeof COLUMNS, readonly DropRow[]>>;

/** Writes a drop's tables as CSV into a folder, which is made, and gives the folder. */
export async function writeDrop(folder: string, rows: DropRows): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const [table, columns] of Object.entries(COLUMNS)) {
    const given = rows[table as keyof typeof COLUMNS] ?? [];
    const lines = given.map((row) => csvLine(columns.map((column) => String(row[column] ?? ''))));
    if (lines.length > 0) await writeFile(join(folder, `${table}.csv`), csvLine(columns) + lines.join(''));
  }
  return folder;
}

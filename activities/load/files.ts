import type { Calendar } from '../../domain/calendar.ts';
import type { Instant } from '../../domain/instant.ts';
import { dayOfDate } from '../../domain/run-date.ts';
import type { OpenTable, TableFile } from '../../sources/drop.ts';
import type { Drop, DropPart } from '../../sources/find-files.ts';
import { tableOrder, type Format } from '../../sources/formats.ts';

/** A file of the drop with its header read. */
export interface LoadFile {
  readonly file: TableFile;
  readonly bytes: number;
  /** The arrival of rows that do not give their own. It may be asked for when the file has been read whole: some have no header. */
  arrivedDefault(): Instant;
}

/**
 * Opens every file of a drop, events and versions of all parts before links and labels.
 * @throws DaybreakError COLUMN_MISSING, DROP_UNREADABLE
 */
export async function openFiles(
  drop: Drop,
  open: Readonly<Record<Format, OpenTable>>,
  calendar: Calendar,
  loadedAt: Instant,
): Promise<LoadFile[]> {
  const files: LoadFile[] = [];
  for (const part of drop.parts) {
    for (const { table, path, format, bytes } of part.files) {
      const file = await open[format](table, path);
      files.push({ file, bytes, arrivedDefault: () => arrivalOf(part, file, calendar, loadedAt) });
    }
  }
  return files.sort((a, b) => tableOrder(a.file.table) - tableOrder(b.file.table));
}

/**
 * When a row arrived that does not say so: with its partition; else, in a file where others do say so, before all of them; else now.
 * Source: docs/rules.md#events.
 */
function arrivalOf({ partitionDate }: DropPart, file: TableFile, calendar: Calendar, loadedAt: Instant): Instant {
  if (partitionDate !== undefined) return calendar.midnight(dayOfDate(partitionDate));
  return file.has('arrived_at') ? 0 : loadedAt;
}

/** What is odd about the columns: one warning for a table and set of columns, however many files have them. */
export function columnWarnings(files: readonly LoadFile[]): string[] {
  const warnings = files.flatMap(({ file: { table, unknownColumns, blankColumns } }) => [
    ...(unknownColumns.length > 0 ? [`${table}: unknown columns were ignored: ${unknownColumns.join(', ')}`] : []),
    ...(blankColumns.length > 0
      ? [`${table}: no row names ${blankColumns.join(', ')}, which was taken for blank`]
      : []),
  ]);
  return [...new Set(warnings)];
}

import { open } from 'node:fs/promises';
import type { FileMetaData } from 'hyparquet';
import type { RawRow } from '../drop.ts';
import { columnCursor, type OpenRow, type WantedColumn } from './column-cursor.ts';

const ROWS_A_BATCH = 8000;

/**
 * The rows of a file in batches, its columns read side by side.
 * @throws Error where the file does not hold what its footer says
 */
export async function* tableRows(
  path: string,
  metadata: FileMetaData,
  columns: readonly WantedColumn[],
  width: number,
): AsyncGenerator<RawRow[]> {
  const totalRows = Number(metadata.num_rows);
  const inGroups = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (inGroups !== totalRows) throw new Error(`its row groups have ${inGroups} rows, its footer says ${totalRows}`);
  const file = await open(path);
  try {
    const cursors = columns.map((column) => columnCursor(file, metadata, column));
    for (let read = 0; read < totalRows;) {
      let count = Math.min(ROWS_A_BATCH, totalRows - read);
      for (const cursor of cursors) count = Math.min(count, await cursor.ready());
      const first = read + 1;
      const rows = Array.from({ length: count }, (_, i) => emptyRow(first + i, width));
      for (const cursor of cursors) cursor.fill(rows);
      yield rows;
      read += count;
    }
  } finally {
    await file.close();
  }
}

const emptyRow = (line: number, width: number): OpenRow => ({ line, cells: new Array<string>(width).fill('') });

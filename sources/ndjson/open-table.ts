import { stat } from 'node:fs/promises';
import { knownColumns, type OpenTable, type RawRow, type TableName } from '../drop.ts';
import { textBytes } from '../text-bytes.ts';
import { jsonRow, parseLine } from './json-row.ts';
import { refuseMissing, seenColumns, type SeenColumns } from './seen-columns.ts';
import { textLines } from './text-lines.ts';

/**
 * NDJSON (a JSON object a line, UTF-8), plain or gzip. A key that a row lacks is blank; there is no header, so a missing column is found
 * at the end of the file. Nothing stays open between calls.
 */
export const openNdjsonTable: OpenTable = async (table, path) => {
  const size = await sizeOf(path);
  const seen = seenColumns(table);
  let readBytes = 0;
  const onRead = (bytes: number): void => {
    readBytes = bytes;
  };
  return {
    table,
    path,
    get unknownColumns() {
      return seen.unknown();
    },
    get blankColumns() {
      return seen.missing();
    },
    has: (column) => seen.has(column),
    rows: () => rawRows(table, path, seen, onRead),
    progress: () => (size === 0 ? 1 : Math.min(1, readBytes / size)),
  };
};

/** More than a chunk of a file has, as a store takes few large batches faster than many small ones. */
const ROWS_A_BATCH = 8000;

/** Asks for the first bytes too, so that a file that cannot be read is refused before any other is. */
async function sizeOf(path: string): Promise<number> {
  for await (const chunk of textBytes(path, () => undefined)) if (chunk.length > 0) break;
  return (await stat(path)).size;
}

async function* rawRows(
  table: TableName,
  path: string,
  seen: SeenColumns,
  onRead: (bytes: number) => void,
): AsyncGenerator<RawRow[]> {
  const columns = knownColumns(table);
  onRead(0);
  let rows: RawRow[] = [];
  for await (const lines of textLines(textBytes(path, onRead))) {
    for (const line of lines) {
      const parsed = parseLine(line);
      if (parsed === undefined) continue;
      if ('object' in parsed) seen.note(parsed.object);
      rows.push('broken' in parsed ? parsed.broken : jsonRow(line.number, parsed.object, columns));
      if (rows.length < ROWS_A_BATCH) continue;
      yield rows;
      rows = [];
    }
  }
  if (rows.length > 0) yield rows;
  refuseMissing(table, path, seen);
}

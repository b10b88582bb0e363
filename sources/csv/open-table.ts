import { stat } from 'node:fs/promises';
import { DaybreakError } from '../../domain/errors.ts';
import { columnsOf, type Columns } from '../columns.ts';
import type { OpenTable, RawRow } from '../drop.ts';
import { csvRecords, type CsvRecord } from './records.ts';
import { shownUtf8, utf8Of } from './utf8.ts';

/** CSV (RFC 4180, UTF-8, with a header), plain or gzip. Nothing stays open between calls, so `rows` may be read more than once. */
export const openCsvTable: OpenTable = async (table, path) => {
  const columns = columnsOf(table, path, await headerOf(path));
  const { size } = await stat(path);
  let readBytes = 0;
  const onRead = (bytes: number): void => {
    readBytes = bytes;
  };
  return {
    table,
    path,
    unknownColumns: columns.unknown,
    blankColumns: [],
    has: columns.has,
    rows: () => rawRows(path, columns, onRead),
    progress: () => (size === 0 ? 1 : Math.min(1, readBytes / size)),
  };
};

async function headerOf(path: string): Promise<string[]> {
  for await (const [header] of csvRecords(path, () => undefined)) {
    if (header) return header.cells.map(shownUtf8);
  }
  throw new DaybreakError(
    'DROP_UNREADABLE',
    `${path} is empty: it has not even a header`,
    'write at least the header, then load again',
  );
}

async function* rawRows(path: string, columns: Columns, onRead: (bytes: number) => void): AsyncGenerator<RawRow[]> {
  onRead(0);
  let header = true;
  for await (const records of csvRecords(path, onRead)) {
    const rows = header ? records.slice(1) : records;
    header = false;
    yield rows.map((record) => rawRow(record, columns));
  }
}

function rawRow({ firstLine, line, cells, misquoted }: CsvRecord, { names, places, width }: Columns): RawRow {
  const lines = firstLine === line ? '' : `; it runs from line ${firstLine} to ${line}, so a quote may be missing`;
  if (misquoted) return { line, cells: cells.map(shownUtf8), fault: `a cell goes on behind its closing quote${lines}` };
  if (cells.length !== width) {
    return {
      line,
      cells: cells.map(shownUtf8),
      fault: `the row has ${cells.length} cells, the header has ${width}${lines}`,
    };
  }
  const texts: string[] = [];
  for (const [i, place] of places.entries()) {
    const text = place < 0 ? '' : utf8Of(cells[place] ?? '');
    if (text === undefined) return { line, cells: cells.map(shownUtf8), fault: `${names[i] ?? 'a cell'} is not UTF-8` };
    texts.push(text);
  }
  return { line, cells: texts };
}

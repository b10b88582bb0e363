import { pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { DaybreakError } from '../../domain/errors.ts';
import { misquoted } from './quoting.ts';
import { textBytes } from '../text-bytes.ts';

/** One record of a CSV file. `cells` are bytes as Latin-1 text (a character a byte): utf8.ts makes text of those that are needed. */
export interface CsvRecord {
  /** 1-based lines on which the record begins and ends. */
  readonly firstLine: number;
  readonly line: number;
  readonly cells: readonly string[];
  /** A cell has text behind its closing quote. */
  readonly misquoted: boolean;
}

/** A quote that is never closed would otherwise collect the rest of the file in memory. */
const MAX_RECORD_BYTES = 1024 * 1024;
const RECORDS_A_BATCH = 8000;

/**
 * All records of a file, the header among them, blank lines not. RFC 4180; line ends may be LF, CRLF or CR; a quote inside an unquoted
 * cell is text.
 * @throws DaybreakError DROP_UNREADABLE
 */
export async function* csvRecords(path: string, onRead: (bytes: number) => void): AsyncGenerator<CsvRecord[]> {
  const parser = parse({
    encoding: 'latin1',
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    raw: true,
    max_record_size: MAX_RECORD_BYTES,
  });
  // An error of the bytes comes out of the loop below.
  pipeline(textBytes(path, onRead), parser, () => undefined);

  let batch: CsvRecord[] = [];
  // Lines are counted here: the parser's own `info` halves its speed and counts a CRLF inside quotes twice.
  let lines = 0;
  try {
    for await (const { record: cells, raw } of parser as AsyncIterable<{ record: string[]; raw: string }>) {
      const firstLine = lines + 1;
      lines = firstLine + breaksIn(cells);
      if (cells.length === 1 && cells[0] === '') continue;
      batch.push({ firstLine, line: lines, cells, misquoted: misquoted(cells, raw) });
      if (batch.length < RECORDS_A_BATCH) continue;
      yield batch;
      batch = [];
    }
  } catch (cause) {
    throw cause instanceof CsvError ? asUnreadable(path, lines + 1, cause) : cause;
  }
  if (batch.length > 0) yield batch;
}

function breaksIn(cells: readonly string[]): number {
  let breaks = 0;
  for (const cell of cells) {
    if (cell.includes('\n') || cell.includes('\r')) breaks += cell.match(/\r\n|\n|\r/g)?.length ?? 0;
  }
  return breaks;
}

const asUnreadable = (path: string, line: number, cause: CsvError): DaybreakError =>
  new DaybreakError(
    'DROP_UNREADABLE',
    cause.code === 'CSV_QUOTE_NOT_CLOSED'
      ? `${path} ends inside quotes that were opened in the row beginning on line ${line}`
      : `${path}, line ${line}: the row that begins here is longer than ${MAX_RECORD_BYTES} bytes, which looks like a quote that is never closed`,
    'close the quote (a quote inside a quoted cell is written twice), then load again',
    cause,
  );

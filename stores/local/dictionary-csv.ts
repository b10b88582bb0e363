import { CsvError, parse } from 'csv-parse/sync';
import type { TableRow } from '../../domain/dictionary-columns.ts';
import { DaybreakError, type ErrorCode } from '../../domain/errors.ts';

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly bytes: number };
}

/** All rows of a small CSV text, the header first; rows without any text are left out. @throws DaybreakError `code` */
export function readCsv(text: string, file: string, code: ErrorCode): TableRow[] {
  const bytes = Buffer.from(text);
  let line = 1;
  let at = 0;
  return parseCsv(bytes, file, code).flatMap(({ record, info }) => {
    // csv-parse counts a CRLF inside quotes twice, so lines are counted here.
    const raw = bytes.toString('utf8', at, info.bytes);
    const begin = line + lineEnds(/^[\r\n]*/.exec(raw)?.[0] ?? '');
    line += lineEnds(raw);
    at = info.bytes;
    return record.every((cell) => cell === '') ? [] : { line: begin, cells: record };
  });
}

function parseCsv(bytes: Buffer, file: string, code: ErrorCode): Parsed[] {
  try {
    return parse(bytes, { info: true, relax_column_count: true, skip_empty_lines: true }) as unknown as Parsed[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new DaybreakError(
      code,
      `${file} is not CSV: ${error.message}`,
      'close the quotes, and double a quote inside them',
      error,
    );
  }
}

const lineEnds = (text: string): number => text.match(/\r\n|\n|\r/g)?.length ?? 0;

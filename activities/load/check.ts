import { counted } from '../../domain/counted.ts';
import { DaybreakError } from '../../domain/errors.ts';
import type { Instant } from '../../domain/instant.ts';
import type { SetAsideRow } from '../../domain/load-report.ts';
import { loadBatch } from './batch.ts';
import type { LoadFile } from './files.ts';
import type { StepMeter } from './progress.ts';
import { setAsideLine } from './set-aside.ts';

/** What a file was found to hold when it was read whole for the first time. */
export interface FileCheck {
  readonly path: string;
  read: number;
  setAside: number;
  afterUntil: number;
  /** The first few. */
  readonly first: SetAsideRow[];
}

const FIRST = 5;

/** Reads every file to its end without writing. Yields the list of rows set aside and fills `checks`, one a file in order. */
export async function* checkFiles(
  files: readonly LoadFile[],
  untilMidnight: Instant | undefined,
  checks: FileCheck[],
  meter: StepMeter,
): AsyncGenerator<string> {
  for (const entry of files) {
    const { table, path } = entry.file;
    const check: FileCheck = { path, read: 0, setAside: 0, afterUntil: 0, first: [] };
    checks.push(check);
    for await (const rows of entry.file.rows()) {
      const { setAside, afterUntil } = await loadBatch[table](rows, {
        // No fault depends on it, and a file without a header cannot tell it yet.
        arrivedDefault: () => 0,
        untilMidnight,
        into: undefined,
      });
      check.read += rows.length;
      check.setAside += setAside.length;
      check.afterUntil += afterUntil;
      const few = setAside.slice(0, FIRST - check.first.length);
      check.first.push(...few.map(({ row, reason }) => ({ file: path, line: row.line, reason })));
      meter.add(entry, rows.length);
      if (setAside.length > 0) yield setAside.map(({ row, reason }) => setAsideLine(path, row, reason)).join('');
    }
    meter.end(entry);
  }
}

/** The first few rows set aside of all files. */
export const firstSetAside = (checks: readonly FileCheck[]): SetAsideRow[] =>
  checks.flatMap(({ first }) => first).slice(0, FIRST);

/** A drop without a single row was written by a query that found nothing, and is rarely meant. */
export function emptyWarnings(checks: readonly FileCheck[]): string[] {
  if (checks.some(({ read }) => read > 0)) return [];
  return [`the drop holds no rows, only headers: ${checks.map(({ path }) => path).join(', ')}`];
}

/** @throws DaybreakError TOO_MANY_BAD_ROWS for the first file that has more than the share */
export function refuseBadFiles(checks: readonly FileCheck[], badRowsShare: number, listedIn: string | undefined): void {
  const bad = checks.filter(({ read, setAside }) => setAside > read * badRowsShare);
  const [file] = bad;
  if (!file) return;
  const { path, read, setAside, first } = file;
  const others = bad.length > 1 ? `, and so are those of ${counted(bad.length - 1, 'more file')}` : '';
  const reasons = first.map(({ line, reason }) => `line ${line}: ${reason}`).join('; ');
  throw new DaybreakError(
    'TOO_MANY_BAD_ROWS',
    `${path}: ${setAside} of ${counted(read, 'row')} (${percent(setAside / read)}) cannot be used, more than the ${percent(badRowsShare)} allowed${others}: ` +
      `${reasons}; all are listed in ${String(listedIn)}`,
    'mend the rows, or raise limits.bad_rows_share in settings.yaml, and load again; nothing was written',
  );
}

const percent = (share: number): string => `${Number((share * 100).toPrecision(3))}%`;

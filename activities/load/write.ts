import { DaybreakError } from '../../domain/errors.ts';
import type { Instant } from '../../domain/instant.ts';
import type { TableCounts } from '../../domain/load-report.ts';
import { loadBatch, type LoadInto } from './batch.ts';
import type { FileCheck } from './check.ts';
import { loadCounts } from './counts.ts';
import type { LoadFile } from './files.ts';
import type { StepMeter } from './progress.ts';

/**
 * Writes the rows of every file in batches, each of which is atomic. Gives the counts of each table, in the order of the files.
 * @throws DaybreakError DROP_UNREADABLE for a file that is not what it was when it was checked
 */
export async function writeFiles(
  files: readonly LoadFile[],
  checks: readonly FileCheck[],
  untilMidnight: Instant | undefined,
  into: LoadInto,
  meter: StepMeter,
): Promise<TableCounts[]> {
  const tables = loadCounts();
  for (const [i, entry] of files.entries()) {
    const counts = tables.of(entry.file.table);
    const before = { ...counts };
    counts.files++;
    const arrivedDefault = entry.arrivedDefault();
    for await (const rows of entry.file.rows()) {
      const outcome = await loadBatch[entry.file.table](rows, {
        arrivedDefault: () => arrivedDefault,
        untilMidnight,
        into,
      });
      tables.add(entry.file.table, rows.length, outcome);
      meter.add(entry, rows.length);
    }
    meter.end(entry);
    refuseChanged(before, counts, checks[i]);
  }
  return tables.all();
}

function refuseChanged(before: TableCounts, after: TableCounts, check: FileCheck | undefined): void {
  if (
    check?.read === after.read - before.read &&
    check.setAside === after.setAside - before.setAside &&
    check.afterUntil === after.afterUntil - before.afterUntil
  ) {
    return;
  }
  throw new DaybreakError(
    'DROP_UNREADABLE',
    `${check?.path ?? 'a file'} was changed while it was loaded`,
    'load the drop again when the warehouse has finished writing it',
  );
}

import { counted } from '../../domain/counted.ts';
import { DaybreakError } from '../../domain/errors.ts';
import type { Instant } from '../../domain/instant.ts';
import type { TableCounts } from '../../domain/load-report.ts';
import { loadBatch, type LoadInto } from './batch.ts';
import type { FileCheck } from './check.ts';
import { loadCounts } from './counts.ts';
import type { LoadFile } from './files.ts';
import type { StepMeter } from './progress.ts';

interface Written {
  /** In the order of the files. */
  readonly tables: TableCounts[];
  /** Events without an arrival of their own that lost to a version that is stored. */
  readonly lost: number;
}

/**
 * Writes the rows of every file in batches, each of which is atomic.
 * @throws DaybreakError DROP_UNREADABLE for a file that is not what it was when it was checked
 */
export async function writeFiles(
  files: readonly LoadFile[],
  checks: readonly FileCheck[],
  untilMidnight: Instant | undefined,
  into: LoadInto,
  meter: StepMeter,
): Promise<Written> {
  const tables = loadCounts();
  let lost = 0;
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
      if (!entry.file.has('arrived_at')) lost += outcome.put?.lost ?? 0;
      meter.add(entry, rows.length);
    }
    meter.end(entry);
    refuseChanged(before, counts, checks[i]);
  }
  return { tables: tables.all(), lost };
}

/** A correction that changes nothing is not what whoever delivered it expects. */
export const lostWarnings = (lost: number): string[] =>
  lost === 0
    ? []
    : [
        `events: ${counted(lost, 'row')} changed nothing, as a version that is stored counts for more: without arrived_at a row of a partition arrived ` +
          "when the partition's date began (docs/rules.md, Events); where these are corrections, deliver them with an arrived_at",
      ];

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

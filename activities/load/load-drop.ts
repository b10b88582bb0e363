import { resolve } from 'node:path';
import type { Calendar } from '../../domain/calendar.ts';
import { formatInstant, type Instant } from '../../domain/instant.ts';
import type { LoadProgress, LoadReport } from '../../domain/load-report.ts';
import { dayOfDate, type RunDate } from '../../domain/run-date.ts';
import type { OpenTable } from '../../sources/drop.ts';
import type { Drop } from '../../sources/find-files.ts';
import type { Format } from '../../sources/formats.ts';
import type { BlobStore } from '../../stores/blob-store.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { unknownOpportunityWarnings } from './batch.ts';
import { checkFiles, emptyWarnings, firstSetAside, refuseBadFiles, type FileCheck } from './check.ts';
import { columnWarnings, openFiles } from './files.ts';
import { stepMeter } from './progress.ts';
import { putLoadRecord } from './record.ts';
import { stampOf } from './drop-stamp.ts';
import { setAsideFolder, writeSetAside } from './set-aside.ts';
import { lostWarnings, writeFiles } from './write.ts';

export interface LoadPorts {
  readonly store: FeatureStore;
  /** Where the list of rows set aside goes. */
  readonly blobs: Pick<BlobStore, 'write' | 'remove' | 'locate'>;
  readonly findDrop: (path: string) => Promise<Drop>;
  readonly open: Readonly<Record<Format, OpenTable>>;
  /** The wall clock: it only becomes the arrival of rows that give none. */
  readonly now: () => Instant;
}

export interface LoadTask {
  readonly dictionary: string;
  readonly path: string;
  /** Only rows before midnight of this date; undefined for all. */
  readonly until: RunDate | undefined;
  /** The share of a file's rows, 0 to 1, above which the drop is refused. */
  readonly badRowsShare: number;
  readonly calendar: Calendar;
}

/**
 * DWD 入仓: brings a drop into the feature store in two passes. The first reads every file to its end and writes nothing, so a drop with a
 * broken file or too many bad rows leaves the store as it was; the second writes in batches. A load that dies in the second leaves its
 * record `running`, and is mended by the same load again: every batch may be repeated.
 * @throws DaybreakError DROP_MISSING, DROP_INCOMPLETE, DROP_UNREADABLE, COLUMN_MISSING, TOO_MANY_BAD_ROWS
 */
export async function loadDrop(
  ports: LoadPorts,
  task: LoadTask,
  onProgress: (progress: LoadProgress) => void = () => undefined,
): Promise<LoadReport> {
  const { dictionary, until, calendar } = task;
  const startedAt = ports.now();
  const key = resolve(task.path);
  const untilMidnight = until === undefined ? undefined : calendar.midnight(dayOfDate(until));
  const drop = await ports.findDrop(task.path);
  const files = await openFiles(drop, ports.open, calendar, startedAt);

  const checks: FileCheck[] = [];
  const listed = checkFiles(files, untilMidnight, checks, stepMeter('check', files, onProgress));
  const setAsideFile = await writeSetAside(ports.blobs, setAsideFolder(dictionary, key), listed);
  refuseBadFiles(checks, task.badRowsShare, setAsideFile);

  const record = { drop: task.path, startedAt: formatInstant(startedAt) };
  await putLoadRecord(ports.store, key, { state: 'running', ...record, report: undefined });
  const into = { store: ports.store, unknownOpportunities: new Set<string>() };
  const { tables, lost } = await writeFiles(files, checks, untilMidnight, into, stepMeter('write', files, onProgress));
  const report: LoadReport = {
    dictionary,
    drop: task.path,
    until,
    parts: drop.parts.length,
    tables,
    warnings: [
      ...drop.warnings,
      ...columnWarnings(files),
      ...emptyWarnings(checks),
      ...lostWarnings(lost),
      ...unknownOpportunityWarnings(into.unknownOpportunities),
    ],
    setAside: firstSetAside(checks),
    setAsideFile,
    elapsedMs: Math.round((ports.now() - startedAt) / 1000),
  };
  await putLoadRecord(ports.store, key, { state: 'done', ...record, stamp: stampOf(drop), report });
  return report;
}

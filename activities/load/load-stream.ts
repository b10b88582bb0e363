import type { Calendar } from '../../domain/calendar.ts';
import type { Instant } from '../../domain/instant.ts';
import type { LoadReport, SetAsideRow, StreamProgress } from '../../domain/load-report.ts';
import { dayOfDate, type RunDate } from '../../domain/run-date.ts';
import { TABLE_NAMES, type ReadStream, type StreamRow } from '../../sources/drop.ts';
import type { BlobStore } from '../../stores/blob-store.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { loadBatch, unknownOpportunityWarnings } from './batch.ts';
import { loadCounts } from './counts.ts';
import { setAsideLine, setAsideParts } from './set-aside.ts';
import { timedBatches } from './timed-batches.ts';
import type { Ports } from '../ports.ts';

export interface StreamPorts {
  readonly store: FeatureStore;
  /** Where the rows set aside go. */
  readonly blobs: Pick<BlobStore, 'write' | 'locate'>;
  readonly readStream: ReadStream;
  /** The wall clock: it only becomes the arrival of rows that give none. */
  readonly now: () => Instant;
}

export interface StreamTask {
  readonly dictionary: string;
  /** Only rows before midnight of this date; undefined for all. */
  readonly until: RunDate | undefined;
  readonly calendar: Calendar;
}

const STREAM_NAME = 'standard input';

const ROWS_A_BATCH = 500;
const WAIT_MS = 1000;
const FIRST = 5;

/**
 * Brings rows in as they come, to the end of the stream. A batch is visible as soon as it is written and is whole in itself, so a stream
 * leaves no record that a night would wait for. A row that cannot be used is set aside at once; there is no share above which the rest
 * is refused, as what came before is in already.
 */
export async function loadStream(
  ports: StreamPorts,
  { dictionary, until, calendar }: StreamTask,
  bytes: AsyncIterable<Uint8Array>,
  onProgress: (progress: StreamProgress) => void = () => undefined,
): Promise<LoadReport> {
  const startedAt = ports.now();
  const untilMidnight = until === undefined ? undefined : calendar.midnight(dayOfDate(until));
  const counts = loadCounts();
  const into = { store: ports.store, unknownOpportunities: new Set<string>() };
  const list = setAsideParts(ports.blobs, dictionary, startedAt);
  const first: SetAsideRow[] = [];
  let rows = 0;
  let setAside = 0;
  for await (const batch of timedBatches(stamped(ports.readStream(bytes), ports.now), ROWS_A_BATCH, WAIT_MS)) {
    const newly: SetAsideRow[] = [];
    const lines: string[] = [];
    for (const table of TABLE_NAMES) {
      const of = batch.filter((entry) => entry.table === table);
      if (of.length === 0) continue;
      const arrivedDefault = (i: number): Instant => of[i]?.arrived ?? startedAt;
      const outcome = await loadBatch[table](
        of.map(({ row }) => row),
        { arrivedDefault, untilMidnight, into },
      );
      counts.of(table).files = 1;
      counts.add(table, of.length, outcome);
      newly.push(...outcome.setAside.map(({ row, reason }) => ({ file: STREAM_NAME, line: row.line, reason })));
      lines.push(...outcome.setAside.map(({ row, reason }) => setAsideLine(STREAM_NAME, row, reason)));
    }
    await list.write(lines);
    first.push(...newly.slice(0, FIRST - first.length));
    rows += batch.length;
    setAside += newly.length;
    onProgress({ rows, setAside, newly });
  }
  return {
    dictionary,
    drop: STREAM_NAME,
    until,
    parts: 1,
    tables: counts.all(),
    warnings: unknownOpportunityWarnings(into.unknownOpportunities),
    setAside: first,
    setAsideFile: list.location(),
    elapsedMs: Math.round((ports.now() - startedAt) / 1000),
  };
}

interface StampedRow extends StreamRow {
  readonly arrived: Instant;
}

/**
 * Gives every row the moment at which it came. No two are the same, so that of two versions of an event the later line counts, although
 * the clock may not have moved between them.
 */
async function* stamped(source: AsyncIterable<StreamRow[]>, now: () => Instant): AsyncGenerator<StampedRow[]> {
  let last = 0;
  for await (const rows of source) {
    last = Math.max(last, now() - 1);
    yield rows.map((row) => ({ ...row, arrived: ++last }));
  }
}

/** A stream into a dictionary, with its zone. */
export async function streamInto(
  ports: Ports,
  task: Pick<StreamTask, 'dictionary' | 'until'>,
  bytes: AsyncIterable<Uint8Array>,
  onProgress: (progress: StreamProgress) => void,
): Promise<LoadReport> {
  const { settings } = await ports.dictionaries.read(task.dictionary);
  const store = await ports.openStore(task.dictionary, settings.time_zone);
  const calendar = ports.calendar(settings.time_zone);
  const streamPorts = { store, blobs: ports.blobs, readStream: ports.sources.readStream, now: () => ports.now() };
  return loadStream(streamPorts, { ...task, calendar }, bytes, onProgress);
}

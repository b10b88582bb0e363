import { mkdirSync } from 'node:fs';
import { open, type Database, type RootDatabase } from 'lmdb';
import { DaybreakError } from '../../domain/errors.ts';
import type { Instant } from '../../domain/instant.ts';
import { dayReader, type ReadDays } from './day-reader.ts';
import type { LinkValue, VersionValue } from '../zipper-order.ts';
import type { TagRecord } from './tag-record.ts';
import type { EventCell, EventRecord } from './event-record.ts';
import type { Kept, PastValues } from './kept.ts';
import { transact } from './transact.ts';

/** A table of lmdb: binary keys (key.ts), values by msgpack or as bytes. */
export type Table<Value> = Database<Value, Buffer>;

/** [label, label time or null] */
type LabelValue = readonly [string, Instant | null];

export interface Tables {
  readonly folder: string;
  readonly root: RootDatabase<unknown, Buffer>;
  /** event id → where the current cell is, and the superseded versions */
  readonly events: Table<EventRecord>;
  /** entity · time · event id → the current version */
  readonly cells: Table<EventCell>;
  readonly keptCells: Kept<EventCell>;
  /** entity · day → the revision at which the day became stale */
  readonly stale: Table<number>;
  /** entity · day → packed bytes as given */
  readonly days: Table<Buffer>;
  readonly readDays: ReadDays;
  readonly versions: Table<VersionValue>;
  readonly keptVersions: Kept<VersionValue>;
  readonly links: Table<LinkValue>;
  readonly keptLinks: Kept<LinkValue>;
  readonly labels: Table<LabelValue>;
  readonly packedTags: Table<TagRecord>;
  /** run · type · salt · id → scene bits, of nights that were tagged before format 4 */
  readonly tags: Table<number>;
  /** kind · type · salt · id → the sequence of the last change */
  readonly changed: Table<number>;
  /** kind · type · feature · day → the sum of the accepted rows' lines (row-sums.ts) */
  readonly sums: Table<Buffer>;
  /** table · key → JSON */
  readonly records: Table<string>;
  /** revision, format, since when what is replaced is kept, and the sequence of changes */
  readonly meta: Table<number>;
}

/** Counts up when the meaning of a stored byte changes. */
const FORMAT = 4;
const FORMAT_KEY = Buffer.from('format');
const REVISION_KEY = Buffer.from('revision');
/** In `sums`: the time zone whose days these are. */
export const SUM_ZONE_KEY = Buffer.from('zone');
const KNOWN_SINCE_KEY = Buffer.from('known since');

/** Every thread that reads is one, in all processes together: lmdb's own 126 are fewer than the threads of a large machine. */
const MOST_READERS = 2_048;

/** Opens the tables, makes them when the folder is new. @param zone of the days of the sums @throws DaybreakError STATE_NEWER */
export function openTables(folder: string, zone: string): Tables {
  mkdirSync(folder, { recursive: true });
  // A folder's name may hold a dot, which lmdb would take for a file's ending.
  const root = open<unknown, Buffer>({
    ...{ path: folder, noSubdir: false, keyEncoding: 'binary' },
    ...{ maxDbs: 24, maxReaders: MOST_READERS },
  });
  const table = <Value>(name: string, encoding: 'msgpack' | 'binary' = 'msgpack'): Table<Value> =>
    root.openDB<Value, Buffer>(name, { keyEncoding: 'binary', encoding });
  const meta = table<number>('meta');
  const format = meta.get(FORMAT_KEY);
  if (format !== undefined && format > FORMAT) {
    void root.close();
    throw new DaybreakError(
      'STATE_NEWER',
      `the feature store in ${folder} has format ${format}, this version of Daybreak knows ${FORMAT}`,
      'use the version of Daybreak that wrote it, or a newer one',
    );
  }
  const sums = table<Buffer>('sums', 'binary');
  if (format !== FORMAT) setFormat(meta, sums, zone);
  const kept = <Value>(current: Table<Value>, name: string, sinceOf: (value: Value) => number | undefined) => ({
    current,
    past: table<PastValues<Value>>(name),
    sinceOf: (value: Value) => sinceOf(value) ?? 0,
  });
  const [cells, versions, links] = [
    table<EventCell>('cells'),
    table<VersionValue>('versions'),
    table<LinkValue>('links'),
  ];
  return {
    folder,
    root,
    events: table('events'),
    cells,
    keptCells: kept(cells, 'past cells', (cell) => cell[6]),
    stale: table('stale'),
    days: table('days', 'binary'),
    readDays: dayReader(root, 'days'),
    versions,
    keptVersions: kept(versions, 'past versions', (version) => version[3]),
    links,
    keptLinks: kept(links, 'past links', (link) => link[2]),
    labels: table('labels'),
    packedTags: table('packed tags'),
    tags: table('tags'),
    changed: table('changed'),
    sums,
    records: table('records'),
    meta,
  };
}

/**
 * Format 1 did not keep what was replaced; its values have no revision, which reads as 0, so nothing needs to be written anew. Format 2 did not
 * keep sums, which are made when they are first asked for. Format 3 did not pack tags; those it left are read as they stand.
 */
function setFormat(meta: Table<number>, sums: Table<Buffer>, zone: string): void {
  transact(meta, () => {
    if (meta.get(FORMAT_KEY) === undefined) sums.putSync(SUM_ZONE_KEY, Buffer.from(zone));
    if (meta.get(FORMAT_KEY) === 1) meta.putSync(KNOWN_SINCE_KEY, meta.get(REVISION_KEY) ?? 0);
    meta.putSync(FORMAT_KEY, FORMAT);
  });
}

/** As `ZipperTable.knownSince`. */
export const knownSince = (tables: Tables): number => tables.meta.get(KNOWN_SINCE_KEY) ?? 0;

/** Counts up with every batch that changed something; 0 for an empty store. */
export const revisionOf = (tables: Tables): number => tables.meta.get(REVISION_KEY) ?? 0;

/** Inside a transaction: the next revision, stored. */
export function nextRevision(tables: Tables): number {
  const next = revisionOf(tables) + 1;
  tables.meta.putSync(REVISION_KEY, next);
  return next;
}

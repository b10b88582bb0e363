import { DaybreakError } from '../../domain/errors.ts';
import { HBaseError } from './client/hbase-error.ts';
import type { PutCell } from './client/mutation.ts';
import { json, qualifierOf, toJson, valueOf } from './cell-views.ts';
import { NO_TIME, putOf } from './put.ts';
import type { Tables } from './tables.ts';

/**
 * The head row of a store, in the ledger. What writers agree on stands in one row, because a row is what HBase changes in one step:
 *   h:format h:knownSince                          as ZipperTable.knownSince; neither changes but by a newer version of Daybreak
 *   h:owner h:beat h:revision h:pending            only the owner of the lease writes these, by check-and-mutate on h:owner
 *   h:sequence h:marks h:runs                      counters, by increment
 *   w:0 w:1 …                                      the write that h:pending names
 */
export const HEAD_ROW = Buffer.from('head');
const HEAD = 'h';
export const LOG = 'w';

export const NOBODY = 'nobody';

/** Counts up when the meaning of a stored byte changes. */
const FORMAT = 2;

export interface Head {
  readonly format: number;
  /** Not there in a store that has always kept what was replaced. */
  readonly knownSince?: number;
  /** Who may write. */
  readonly owner: string;
  /** Changes as long as the owner lives. */
  readonly beat: number;
  readonly revision: number;
  readonly pending: PendingWrite | null;
}

/** A write that is to be carried out, by its owner or by whoever comes next. */
export interface PendingWrite {
  readonly chunks: number;
  /** The store's revision after it. */
  readonly revision: number;
}

/** Only of a store that has one (openHead); its counters are left out. */
export async function readHead(tables: Tables): Promise<Head> {
  const batch = await tables.ledger.get(HEAD_ROW, { families: [HEAD] });
  const head: Record<string, unknown> = {};
  for (let cell = 0; cell < batch.cells; cell++) {
    const name = qualifierOf(batch, cell).toString();
    if (!COUNTERS.has(name)) head[name] = json(batch, cell);
  }
  return head as unknown as Head;
}

/** Makes the head of a new store, or reads the one that is there. @throws DaybreakError STATE_NEWER */
export async function openHead(tables: Tables, place: string): Promise<void> {
  const fresh: Head = { format: FORMAT, owner: NOBODY, beat: 0, revision: 0, pending: null };
  const absent = { row: HEAD_ROW, family: HEAD, qualifier: Buffer.from('format'), equals: null };
  if (await tables.ledger.checkAndMutate(absent, [putOf(HEAD_ROW, ...headCells(fresh))])) return;
  const { format, revision, pending } = await readHead(tables);
  if (format === FORMAT) return;
  if (format < FORMAT) {
    await setFormat(tables, format, pending?.revision ?? revision);
    return;
  }
  throw new DaybreakError(
    'STATE_NEWER',
    `the feature store ${place} has format ${format}, this version of Daybreak knows ${FORMAT}`,
    'use the version of Daybreak that wrote it, or a newer one',
  );
}

/** Format 1 did not keep what was replaced; its cells have no revision, which reads as 0, so nothing needs to be written anew. */
async function setFormat(tables: Tables, format: number, knownSince: number): Promise<void> {
  const old = { row: HEAD_ROW, family: HEAD, qualifier: Buffer.from('format'), equals: toJson(format) };
  // Of two that open the store at once the faster one has done it.
  await tables.ledger.checkAndMutate(old, [putOf(HEAD_ROW, ...headCells({ format: FORMAT, knownSince }))]);
}

/**
 * Writes cells of the head row if `owner` has the lease. An answer that was lost is asked for again, so false may also mean that the first
 * request was carried out and gave the lease away.
 */
export async function putHeadIf(
  tables: Tables,
  owner: string,
  head: Partial<Head>,
  log: readonly PutCell[] = [],
): Promise<boolean> {
  const check = { row: HEAD_ROW, family: HEAD, qualifier: Buffer.from('owner'), equals: toJson(owner) };
  const put = putOf(HEAD_ROW, ...headCells(head), ...log);
  for (let left = TRIES - 1; ; left--) {
    try {
      return await tables.ledger.checkAndMutate(check, [put]);
    } catch (error) {
      if (left === 0 || !isUnknownOutcome(error)) throw error;
    }
  }
}

const TRIES = 4;

const isUnknownOutcome = (error: unknown): boolean =>
  error instanceof HBaseError && (error.kind === 'connection' || error.kind === 'timeout');

export type Counter = 'sequence' | 'marks' | 'runs';
const COUNTERS: ReadonlySet<string> = new Set<Counter>(['sequence', 'marks', 'runs']);

/** The next number of a counter, from 1. */
export const count = (tables: Tables, counter: Counter): Promise<number> =>
  tables.ledger.increment(HEAD_ROW, HEAD, Buffer.from(counter), 1);

/** How far a counter has counted; 0 in a new store. */
export async function counted(tables: Tables, counter: Counter): Promise<number> {
  const columns = [{ family: HEAD, qualifiers: [Buffer.from(counter)] }];
  const batch = await tables.ledger.get(HEAD_ROW, { columns });
  return batch.cells === 0 ? 0 : Number(valueOf(batch, 0).readBigInt64BE());
}

const headCells = (head: Partial<Head>): PutCell[] =>
  Object.entries(head).map(([name, value]) => ({
    family: HEAD,
    qualifier: Buffer.from(name),
    timestamp: NO_TIME,
    value: toJson(value),
  }));

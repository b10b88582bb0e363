import { setTimeout as sleep } from 'node:timers/promises';
import type { CellBatch } from './cell-batch.ts';
import { rowOf, sameBytes } from './cell-order.ts';
import { sliceRows } from './cell-slice.ts';
import type { Cluster } from './cluster.ts';
import { sortException } from './exceptions.ts';
import type { BytesIndex } from './intern-bytes.ts';
import type { ScanOptions } from './read-options.ts';
import { pauseMs } from './retry.ts';
import { cursorBehind, cursorBeyond, firstCursor, withoutDelivered } from './scan-cursor.ts';
import { openRegionScanner, type RegionScanner, type ScanAnswer } from './scan-region.ts';
import { decodePieces, rowAssembler } from './scan-rows.ts';

/** One scan from its first to its last row, whatever happens to regions and servers. Its calls follow one another. */
export interface ScanSession {
  /** The next rows, exactly once and in order; undefined at the end. */
  next(): Promise<CellBatch | undefined>;
  /** Keeps the server's scanner alive while nobody asks for rows. */
  renew(): Promise<void>;
  /** How often renew wants to be called, ms. */
  renewEveryMs(): number;
  close(): Promise<void>;
}

/** Of a server that does not name its own: that of hbase.client.scanner.timeout.period. */
const DEFAULT_LEASE_MS = 60_000;

export function scanSession(
  cluster: Cluster,
  table: string,
  options: ScanOptions,
  families: BytesIndex,
  signal: AbortSignal,
): ScanSession {
  const isWholeRows = options.cellsARow === undefined;
  const assembler = rowAssembler(families);
  const ready: CellBatch[] = [];
  let cursor = firstCursor(options);
  let rowsLeft = options.limitRows;
  let scanner: RegionScanner | undefined;
  let isAtEnd = rowsLeft !== undefined && rowsLeft <= 0;
  /** Within a row, pieces that were delivered before the scanner was opened again. */
  let delivered: CellBatch | undefined;
  let failures = 0;
  let failingSince = 0;

  async function read(): Promise<ScanAnswer> {
    if (scanner) return scanner.next(rowsLeft);
    const opened = await openRegionScanner(cluster, table, cursor, options, rowsLeft, signal);
    scanner = opened.scanner;
    const { startKey, endKey } = scanner.location;
    cursor = { ...cursor, snapshot: cursor.snapshot ?? { readPoint: scanner.readPoint, startKey, endKey } };
    delivered = cursor.lastCell;
    return opened.answer;
  }

  /** Drops the scanner and what came of an unfinished row: the next read begins behind the last delivered cell. */
  async function recover(error: unknown): Promise<void> {
    const remedy = sortException(error);
    const location = scanner?.location;
    scanner = undefined;
    assembler.clear();
    const now = performance.now();
    if (failures++ === 0) failingSince = now;
    // Without a location, opening has failed, which has had all its repetitions already.
    const isHopeless = remedy === 'never' || (location === undefined && remedy !== 'scanner-gone');
    if (isHopeless || signal.aborted || now - failingSince > cluster.options.operationTimeoutMs) throw error;
    if (location) cluster.metrics.retries[remedy]++;
    if (location && (remedy === 'relocate' || remedy === 'reconnect')) cluster.forget(location);
    if (remedy !== 'scanner-gone' || failures > 1) await sleep(pauseMs(failures), undefined, { signal });
  }

  function absorb(answer: ScanAnswer): void {
    failures = 0;
    const isOpen = answer.endOf === undefined && (answer.partial.at(-1) ?? false);
    if (isWholeRows) {
      for (const batch of assembler.add(answer)) deliver(batch, false);
      if (answer.endOf !== undefined) for (const batch of assembler.flush()) deliver(batch, false);
    } else if (answer.cellsPerResult.length > 0) deliverPieces(decodePieces(answer, families), isOpen);
    if (answer.endOf === undefined) return;
    const next = answer.endOf === 'region' && scanner ? cursorBeyond(scanner.location, options) : undefined;
    scanner = undefined;
    if (next) cursor = next;
    else isAtEnd = true;
  }

  function deliverPieces(batch: CellBatch, isOpen: boolean): void {
    const rest = delivered ? withoutDelivered(batch, delivered) : batch;
    if (!rest) return;
    delivered = undefined;
    // The row of the last piece has turned out complete.
    if (cursor.lastCell && !sameBytes(cursor.row, rowOf(rest, 0))) countRows(1);
    deliver(rest, isOpen);
  }

  function deliver(batch: CellBatch, isOpen: boolean): void {
    if (isAtEnd) return;
    const isCut = rowsLeft !== undefined && batch.rows > rowsLeft;
    const rows = isCut ? sliceRows(batch, 0, rowsLeft ?? 0) : batch;
    ready.push(rows);
    cursor = cursorBehind(rows, isOpen && !isCut, cursor);
    countRows(rows.rows - (isOpen && !isCut ? 1 : 0));
  }

  function countRows(rows: number): void {
    if (rowsLeft === undefined) return;
    rowsLeft -= rows;
    if (rowsLeft <= 0) isAtEnd = true;
  }

  return {
    async next() {
      for (;;) {
        const batch = ready.shift();
        if (batch ?? isAtEnd) return batch;
        let answer: ScanAnswer;
        try {
          answer = await read();
        } catch (error) {
          await recover(error);
          continue;
        }
        absorb(answer);
      }
    },
    async renew() {
      // A scanner that is lost shows when the next rows are asked for.
      await scanner?.renew().catch(() => undefined);
    },
    renewEveryMs: () => (scanner?.leaseMs || DEFAULT_LEASE_MS) / 3,
    async close() {
      await scanner?.close();
    },
  };
}

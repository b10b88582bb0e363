import type { Cluster, RegionLocation } from './cluster.ts';
import { HBaseError } from './hbase-error.ts';
import type { ScanOptions } from './read-options.ts';
import { type ScanCursor, readPointIn } from './scan-cursor.ts';
import { withRegionBefore } from './scan-locate.ts';
import {
  answerLimits,
  closeRequest,
  nextRequest,
  openRequest,
  renewRequest,
  scanFields,
  type Int64,
  type ScanResponse,
} from './scan-protocol.ts';
import type { ScannedCells } from './scan-rows.ts';

/** A scanner that is open on one region of one server. Its calls follow one another. */
export interface RegionScanner {
  readonly location: RegionLocation;
  readonly readPoint: Int64;
  /** The server's lease, ms; 0 where it does not say. */
  readonly leaseMs: number;
  next(rowsLeft: number | undefined): Promise<ScanAnswer>;
  /** Keeps the lease while the reader stalls. */
  renew(): Promise<void>;
  /** Best effort: an abandoned scanner ends with its lease. */
  close(): Promise<void>;
}

export interface ScanAnswer extends ScannedCells {
  /** `region`: the next region may have more; `scan`: nothing follows; the server has closed the scanner in both cases. */
  readonly endOf: 'region' | 'scan' | undefined;
}

const CLOSE_TIMEOUT_MS = 1000;

/** Opens a scanner where the cursor stands, and reads the first answer in the same call. */
export async function openRegionScanner(
  cluster: Cluster,
  table: string,
  cursor: ScanCursor,
  options: ScanOptions,
  rowsLeft: number | undefined,
  signal: AbortSignal,
): Promise<{ readonly scanner: RegionScanner; readonly answer: ScanAnswer }> {
  const scan = scanFields(options);
  const open = async (location: RegionLocation) => {
    const from = { row: cursor.row, inclusive: cursor.inclusive, readPoint: readPointIn(location, cursor) };
    const request = openRequest(location, scan, from, answerLimits(options, rowsLeft));
    const { response, cells } = await callScan(cluster, location.server, request, signal);
    return { scanner: scannerOf(cluster, location, response, options, signal), answer: answerOf(response, cells) };
  };
  return options.reversed === true && !cursor.inclusive
    ? withRegionBefore(cluster, table, cursor.row, open)
    : cluster.withRegion(table, cursor.row, open);
}

function scannerOf(
  cluster: Cluster,
  location: RegionLocation,
  { scannerId, ttl, mvccReadPoint }: ScanResponse,
  options: ScanOptions,
  signal: AbortSignal,
): RegionScanner {
  // The call that opened it has no number.
  let nextCallSeq = 0;
  return {
    location,
    readPoint: mvccReadPoint,
    leaseMs: ttl,
    async next(rowsLeft) {
      const request = nextRequest(scannerId, nextCallSeq++, answerLimits(options, rowsLeft));
      const { response, cells } = await callScan(cluster, location.server, request, signal);
      return answerOf(response, cells);
    },
    async renew() {
      await callScan(cluster, location.server, renewRequest(scannerId, nextCallSeq++), signal);
    },
    async close() {
      const call = { timeoutMs: CLOSE_TIMEOUT_MS };
      await cluster
        .call(location.server, 'ClientService', 'Scan', closeRequest(scannerId), call)
        .catch(() => undefined);
    },
  };
}

const callScan = (cluster: Cluster, server: string, request: object, signal: AbortSignal) =>
  cluster.call<ScanResponse>(server, 'ClientService', 'Scan', request, { signal });

function answerOf(response: ScanResponse, block: Uint8Array): ScanAnswer {
  if (response.results.length > 0)
    throw new HBaseError('protocol', 'A server sent cells as messages, although cell blocks were agreed on.');
  const ends = response.moreResultsInRegion ? undefined : 'region';
  return {
    block,
    cellsPerResult: response.cellsPerResult,
    partial: response.partialFlagPerResult,
    endOf: response.moreResults ? ends : 'scan',
  };
}

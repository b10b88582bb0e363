import type { RegionLocation } from './cluster.ts';
import type { ScanOptions } from './read-options.ts';
import { readFields, regionSpecifier } from './read-request.ts';

/** A 64-bit number as the protocol library gives it: numbers of scanners and read points exceed 2^53. */
export type Int64 = number | { readonly low: number; readonly high: number; readonly unsigned: boolean };

/** The fields of ScanResponse that this client reads. */
export interface ScanResponse {
  readonly cellsPerResult: readonly number[];
  readonly partialFlagPerResult: readonly boolean[];
  readonly results: readonly unknown[];
  readonly scannerId: Int64;
  readonly moreResults: boolean;
  readonly moreResultsInRegion: boolean;
  /** Of the scanner's lease, ms; 0 where the server does not say. */
  readonly ttl: number;
  readonly mvccReadPoint: Int64;
}

const DEFAULT_BYTES_A_BATCH = 2 * 1024 * 1024;
const ALL = 0x7fffffff;

/** What a scan reads, once for all its regions. */
export function scanFields(options: ScanOptions): object {
  return {
    ...readFields(options),
    stopRow: options.endRow ?? new Uint8Array(),
    includeStopRow: false,
    reversed: options.reversed ?? false,
    maxResultSize: options.bytesABatch ?? DEFAULT_BYTES_A_BATCH,
    ...(options.cellsARow !== undefined && { batchSize: options.cellsARow, allowPartialResults: true }),
  };
}

/** Opens a scanner on one region and reads its first answer. */
export function openRequest(
  location: RegionLocation,
  scan: object,
  from: { readonly row: Uint8Array; readonly inclusive: boolean; readonly readPoint: Int64 | undefined },
  limits: object,
): object {
  const { row, inclusive, readPoint } = from;
  return {
    region: regionSpecifier(location),
    scan: {
      ...scan,
      startRow: row,
      includeStartRow: inclusive,
      ...(readPoint !== undefined && { mvccReadPoint: readPoint }),
    },
    clientHandlesPartials: true,
    clientHandlesHeartbeats: true,
    ...limits,
  };
}

/** Reads the next answer; `nextCallSeq` counts calls, renewals among them, so that the server sees a repeated one. */
export const nextRequest = (scannerId: Int64, nextCallSeq: number, limits: object): object => ({
  scannerId,
  nextCallSeq,
  clientHandlesPartials: true,
  clientHandlesHeartbeats: true,
  ...limits,
});

/** Asks for no rows and keeps the scanner for another lease. */
export const renewRequest = (scannerId: Int64, nextCallSeq: number): object => ({
  scannerId,
  nextCallSeq,
  numberOfRows: 0,
  renew: true,
});

export const closeRequest = (scannerId: Int64): object => ({ scannerId, numberOfRows: 0, closeScanner: true });

/** How much one answer may hold. A part of a row counts as a row for numberOfRows, but not for limitOfRows. */
export function answerLimits({ rowsABatch, cellsARow }: ScanOptions, rowsLeft: number | undefined): object {
  const rows = cellsARow === undefined ? Math.min(rowsABatch ?? ALL, rowsLeft ?? ALL) : ALL;
  return { numberOfRows: rows, ...(rowsLeft !== undefined && { limitOfRows: rowsLeft }) };
}

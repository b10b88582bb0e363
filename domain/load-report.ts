import type { RunDate } from './run-date.ts';

/** What a load did: what `daybreak load` prints, the record of loads keeps and the report of a night shows. */
export interface LoadReport {
  readonly dictionary: string;
  /** The folder as it was named; `standard input` for a stream. */
  readonly drop: string;
  readonly until: RunDate | undefined;
  /** Partitions, or 1 for a whole drop and for a stream. */
  readonly parts: number;
  /** Tables that the drop has, in the order in which they were read. */
  readonly tables: readonly TableCounts[];
  /** A sentence each. */
  readonly warnings: readonly string[];
  /** The first few rows that were set aside. */
  readonly setAside: readonly SetAsideRow[];
  /** CSV of all rows set aside (for a stream a folder of them): file, line, reason, row; undefined when there are none. */
  readonly setAsideFile: string | undefined;
  readonly elapsedMs: number;
}

/** Rows of one table. read = setAside + afterUntil + added + replaced + same. */
export interface TableCounts {
  readonly table: string;
  readonly files: number;
  readonly read: number;
  readonly setAside: number;
  /** Left out because they happened at or after midnight of `--until`. */
  readonly afterUntil: number;
  readonly added: number;
  readonly replaced: number;
  readonly same: number;
}

/** A row that cannot be used: 坏行. */
export interface SetAsideRow {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

export interface LoadProgress {
  /** Every file is checked whole before the first row is written. */
  readonly step: 'check' | 'write';
  readonly file: string;
  /** Rows read in this step so far. */
  readonly rows: number;
  /** 0 to 1, of both steps together, by bytes. */
  readonly share: number;
}

/** How far a stream is. */
export interface StreamProgress {
  /** Lines read and dealt with so far. */
  readonly rows: number;
  readonly setAside: number;
  /** Those of them that were set aside since the last time. */
  readonly newly: readonly SetAsideRow[];
}

/** The store's record of one drop, by its absolute path, in the record table LOADS. */
export interface LoadRecord {
  /** `forgotten`: it died, and a person said that no night shall wait for it. */
  readonly state: 'running' | 'done' | 'forgotten';
  /** The folder as it was named. */
  readonly drop: string;
  /** ISO 8601, by the wall clock. */
  readonly startedAt: string;
  /** The drop as it was when it was loaded, once that is done; left out by loads of an older version. */
  readonly stamp?: DropStamp;
  /** Undefined while the load runs, and for good when it died or was forgotten. */
  readonly report: LoadReport | undefined;
}

/** What tells a drop from one that was delivered in its place. */
export interface DropStamp {
  readonly files: number;
  readonly bytes: number;
  /** When the file that was written last was written, milliseconds since 1970. */
  readonly newestMs: number;
}

export const LOADS = 'loads';

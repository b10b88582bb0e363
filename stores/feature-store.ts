import type { SaltRange } from '../domain/salt.ts';
import type { ChangeTable } from './change-table.ts';
import type { DayTable } from './day-table.ts';
import type { EventTable } from './event-table.ts';
import type { RecordTable } from './record-table.ts';
import type { TagTable } from './tag-table.ts';
import type { ZipperTable } from './zipper-table.ts';

/**
 * The feature warehouse of one dictionary. Adapters: embedded/ (lmdb), hbase/; test/contract/feature-store.ts says what each must do.
 * Every write is atomic for the batch it is given and may be repeated: a batch written twice is a batch written once.
 *
 * As known then: reads that take `asOf`, a revision, answer what the store would have said had nothing with a later revision been put,
 * whatever came late, was corrected or deleted since, and however the store is written meanwhile. Events that retention dropped are missing
 * at every revision. Without `asOf` they read what is current, and pay nothing for what was.
 */
export interface FeatureStore extends EventTable, ZipperTable, DayTable, ChangeTable, TagTable, RecordTable {
  /** Ranges in order that cover all salts, cut where the store's regions are, at least so many: workers that take one each read side by side. */
  saltRanges(least: number): Promise<SaltRange[]>;
  /**
   * Has the files of the store written anew without what was dropped by retention or stands under other values, so that it is gone for good
   * and its space is free; waits for the end. Nothing that can be read changes, as of no revision, and the store may be read and written
   * meanwhile. `beat` is told now and then what is done; what it throws ends the waiting. A store that needs no such thing rewrites nothing.
   */
  purge(beat: (note: string) => void): Promise<PurgeReport>;
  close(): Promise<void>;
}

export interface PurgeReport {
  /** Tables that were rewritten; 0 where the store gives space free by itself. */
  readonly tables: number;
}

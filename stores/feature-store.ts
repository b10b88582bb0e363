import type { SaltRange } from '../domain/salt.ts';
import type { ChangeTable } from './change-table.ts';
import type { DayTable } from './day-table.ts';
import type { EventTable } from './event-table.ts';
import type { RecordTable } from './record-table.ts';
import type { TagTable } from './tag-table.ts';
import type { ZipperTable } from './zipper-table.ts';

/**
 * The feature warehouse of one dictionary. Adapters: embedded/ (lmdb), later hbase/; test/contract/feature-store.ts says what each must do.
 * Every write is atomic for the batch it is given and may be repeated: a batch written twice is a batch written once.
 */
export interface FeatureStore extends EventTable, ZipperTable, DayTable, ChangeTable, TagTable, RecordTable {
  /** Ranges in order that cover all salts, cut where the store's regions are, at least so many: workers that take one each read side by side. */
  saltRanges(least: number): Promise<SaltRange[]>;
  close(): Promise<void>;
}

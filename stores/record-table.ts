/** Records for the ledger, the loads and the pushes: JSON by table and key. */
export interface RecordTable {
  /** Undefined where there is none. */
  getRecord(table: string, key: string): Promise<unknown>;
  /** In the order of the keys. Meant for a few thousand. */
  getRecords(table: string, keys: readonly string[]): Promise<readonly unknown[]>;
  putRecord(table: string, key: string, value: unknown): Promise<void>;
  /** All in one step where the store can; a key that comes twice has its last value. Meant for a few thousand. */
  putRecords(table: string, entries: readonly (readonly [key: string, value: unknown])[]): Promise<void>;
  /** All records of a table, by key, ascending. */
  listRecords(table: string): Promise<readonly KeyedRecord[]>;
  /** The first `limit` records behind a key whose keys begin with a prefix, by key, ascending; fewer are the last ones. */
  pageRecords(table: string, page: RecordPage): Promise<readonly KeyedRecord[]>;
  /** For good: a key of a table that was removed is never put again, as a store may hide what is put under it. Safe to repeat. */
  removeRecords(table: string, keys: readonly string[]): Promise<void>;
}

export interface KeyedRecord {
  readonly key: string;
  readonly value: unknown;
}

export interface RecordPage {
  /** Left out: from the first. */
  readonly after?: string;
  /** Left out: all of the table. */
  readonly prefix?: string;
  readonly limit: number;
}

/** Small records for the ledger and the loads: JSON by table and key. */
export interface RecordTable {
  getRecord(table: string, key: string): Promise<unknown>;
  putRecord(table: string, key: string, value: unknown): Promise<void>;
  /** All records of a table, by key, ascending. */
  listRecords(table: string): Promise<readonly { readonly key: string; readonly value: unknown }[]>;
}

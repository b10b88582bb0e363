import { recordRange } from '../record-range.ts';
import type { KeyedRecord, RecordTable } from '../record-table.ts';
import { behind, namesKey, textsAt } from '../row-key.ts';
import { json, scanRows, toJson } from './cell-views.ts';
import type { Mutation } from './client/mutation.ts';
import type { ScanOptions } from './client/read-options.ts';
import { NO_TIME, putOf, removalOf } from './put.ts';
import type { Tables } from './tables.ts';

/** Records in the ledger: a row a table and key, r:v the JSON. */
export const RECORDS = 'r';
const QUALIFIER = Buffer.from('v');
const VALUE = { family: RECORDS, qualifier: QUALIFIER, timestamp: NO_TIME };

export const recordTable = ({ ledger }: Tables): RecordTable => {
  const scanned = async (table: string, options: ScanOptions): Promise<KeyedRecord[]> => {
    const keyAt = namesKey(table).length;
    const records: KeyedRecord[] = [];
    for await (const { batch, key, from } of scanRows(ledger, { ...options, families: [RECORDS] }))
      records.push({ key: textsAt(key, keyAt, 1)[0], value: json(batch, from) });
    return records;
  };
  return {
    getRecord: async (table, key) => {
      const batch = await ledger.get(namesKey(table, key), { families: [RECORDS] });
      return batch.cells === 0 ? undefined : json(batch, 0);
    },
    getRecords: async (table, keys) => {
      const rows = keys.map((key) => namesKey(table, key));
      const batch = await ledger.getMany(rows, { families: [RECORDS] });
      return keys.map((_, row) => {
        const cell = batch.rowFirstCell[row]!;
        return cell < batch.rowFirstCell[row + 1]! ? json(batch, cell) : undefined;
      });
    },
    putRecord: (table, key, value) => ledger.mutateAll([recordPut(table, key, value)]),
    putRecords: (table, entries) => ledger.mutateAll(entries.map(([key, value]) => recordPut(table, key, value))),
    listRecords: (table) => {
      const prefix = namesKey(table);
      return scanned(table, { startRow: prefix, endRow: behind(prefix) });
    },
    pageRecords: (table, page) => {
      const { from, exclusive, end } = recordRange(table, page);
      return scanned(table, {
        startRow: from,
        includeStartRow: !exclusive,
        endRow: end,
        limitRows: page.limit,
        rowsABatch: page.limit,
      });
    },
    removeRecords: (table, keys) =>
      ledger.mutateAll(keys.map((key) => removalOf(namesKey(table, key), RECORDS, [QUALIFIER], NO_TIME))),
  };
};

const recordPut = (table: string, key: string, value: unknown): Mutation =>
  putOf(namesKey(table, key), { ...VALUE, value: toJson(value) });

import type { RecordTable } from '../record-table.ts';
import { behind, namesKey, textsAt } from '../row-key.ts';
import { json, scanRows, toJson } from './cell-views.ts';
import { NO_TIME, putOf } from './put.ts';
import type { Tables } from './tables.ts';

/** Records in the ledger: a row a table and key, r:v the JSON. */
export const RECORDS = 'r';
const VALUE = { family: RECORDS, qualifier: Buffer.from('v'), timestamp: NO_TIME };

export const recordTable = ({ ledger }: Tables): RecordTable => ({
  getRecord: async (table, key) => {
    const batch = await ledger.get(namesKey(table, key), { families: [RECORDS] });
    return batch.cells === 0 ? undefined : json(batch, 0);
  },
  putRecord: (table, key, value) => ledger.mutateAll([putOf(namesKey(table, key), { ...VALUE, value: toJson(value) })]),
  listRecords: async (table) => {
    const prefix = namesKey(table);
    const records: { key: string; value: unknown }[] = [];
    const options = { startRow: prefix, endRow: behind(prefix), families: [RECORDS] };
    for await (const { batch, key, from } of scanRows(ledger, options))
      records.push({ key: textsAt(key, prefix.length, 1)[0], value: json(batch, from) });
    return records;
  },
});

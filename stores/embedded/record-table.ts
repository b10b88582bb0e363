import { recordRange } from '../record-range.ts';
import type { KeyedRecord, RecordTable } from '../record-table.ts';
import { behind, namesKey, textsAt } from '../row-key.ts';
import { scan, type Entry } from './scan.ts';
import { settle } from './store-error.ts';
import type { Tables } from './tables.ts';
import { transact } from './transact.ts';

/** Records in lmdb: by table, then key. */
export function recordTable(tables: Tables): RecordTable {
  const { folder, records, root } = tables;
  const recordIn =
    (table: string) =>
    ({ key, value }: Entry<string>): KeyedRecord => ({
      key: textsAt(key, namesKey(table).length, 1)[0],
      value: parse(value),
    });
  return {
    getRecord: (table, key) => settle(folder, () => parse(records.get(namesKey(table, key)))),
    getRecords: (table, keys) => settle(folder, () => keys.map((key) => parse(records.get(namesKey(table, key))))),
    putRecord: (table, key, value) =>
      settle(folder, () => {
        transact(root, () => {
          records.putSync(namesKey(table, key), JSON.stringify(value));
        });
      }),
    putRecords: (table, entries) =>
      settle(folder, () => {
        transact(root, () => {
          for (const [key, value] of entries) records.putSync(namesKey(table, key), JSON.stringify(value));
        });
      }),
    listRecords: (table) =>
      settle(folder, () => {
        const prefix = namesKey(table);
        return Array.from(scan(records, prefix, behind(prefix)), recordIn(table));
      }),
    pageRecords: (table, page) =>
      settle(folder, () => {
        const { from, exclusive, end } = recordRange(table, page);
        const entries = records.getRange({ start: from, end, limit: page.limit, exclusiveStart: exclusive });
        return Array.from(entries, recordIn(table));
      }),
    removeRecords: (table, keys) =>
      settle(folder, () => {
        transact(root, () => {
          for (const key of keys) records.removeSync(namesKey(table, key));
        });
      }),
  };
}

const parse = (json: string | undefined): unknown => (json === undefined ? undefined : JSON.parse(json));

import type { RecordTable } from '../record-table.ts';
import { behind, namesKey, textsAt } from '../row-key.ts';
import { scan } from './scan.ts';
import { settle } from './store-error.ts';
import type { Tables } from './tables.ts';

/** Records in lmdb: by table, then key. */
export function recordTable(tables: Tables): RecordTable {
  const { folder, records } = tables;
  return {
    getRecord: (table, key) => settle(folder, () => parse(records.get(namesKey(table, key)))),
    putRecord: (table, key, value) =>
      settle(folder, () => {
        records.putSync(namesKey(table, key), JSON.stringify(value));
      }),
    listRecords: (table) =>
      settle(folder, () => {
        const prefix = namesKey(table);
        return Array.from(scan(records, prefix, behind(prefix)), ({ key, value }) => ({
          key: textsAt(key, prefix.length, 1)[0],
          value: parse(value),
        }));
      }),
  };
}

const parse = (json: string | undefined): unknown => (json === undefined ? undefined : JSON.parse(json));

import type { DayCell, DayTable } from '../day-table.ts';
import { dayKey } from './key.ts';
import { settle } from './store-error.ts';
import type { Tables } from './tables.ts';

/** MID in lmdb. */
export function dayTable(tables: Tables): DayTable {
  const { folder } = tables;
  return {
    putDays: (days, seenRevision) =>
      settle(folder, () => {
        putDays(tables, days, seenRevision);
      }),
    readDays: (type, ids, fromDay, toDay) => settle(folder, () => tables.readDays(type, ids, fromDay, toDay)),
  };
}

function putDays(tables: Tables, days: readonly DayCell[], seenRevision: number): void {
  tables.root.transactionSync(() => {
    for (const { type, id, day, cell } of days) {
      const key = dayKey(type, id, day);
      if (cell) tables.days.putSync(key, Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength));
      else tables.days.removeSync(key);
      const marked = tables.stale.get(key);
      if (marked !== undefined && marked <= seenRevision) tables.stale.removeSync(key);
    }
  });
}

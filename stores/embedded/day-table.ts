import type { Day } from '../../domain/run-date.ts';
import { NO_DAY, type DayCell, type DayTable } from '../day-table.ts';
import { markChanged } from './change-table.ts';
import { behind, dayKey, entityKey, lastDay } from '../row-key.ts';
import { settle } from './store-error.ts';
import type { Tables } from './tables.ts';
import { transact } from './transact.ts';

/** MID in lmdb. */
export function dayTable(tables: Tables): DayTable {
  const { folder } = tables;
  return {
    putDays: (days, seenRevision, which) =>
      settle(folder, () => {
        putDays(tables, days, seenRevision, which);
      }),
    readDays: (type, ids, fromDay, toDay) => settle(folder, () => tables.readDays(type, ids, fromDay, toDay)),
    firstDays: (type, ids, fromDay) =>
      settle(folder, () => Int32Array.from(ids, (id) => firstDay(tables, type, id, fromDay))),
  };
}

function putDays(
  tables: Tables,
  days: readonly DayCell[],
  seenRevision: number,
  which: 'all' | 'marked' = 'all',
): void {
  transact(tables.root, () => {
    const changed = new Map<string, readonly [string, string]>();
    const last = new Map(days.map((day) => [`${day.type}\0${day.id}\0${day.day}`, day]));
    for (const { type, id, day, cell } of last.values()) {
      const key = dayKey(type, id, day);
      const marked = tables.stale.get(key);
      if (which === 'marked' && marked === undefined) continue;
      if (putDay(tables, key, cell)) changed.set(`${type}\0${id}`, [type, id]);
      if (marked !== undefined && marked <= seenRevision) tables.stale.removeSync(key);
    }
    markChanged(tables, 'days', changed.values());
  });
}

/** Whether it changed anything: a day that is folded again is mostly what it was. */
function putDay(tables: Tables, key: Buffer, cell: Uint8Array | undefined): boolean {
  const stored = tables.days.get(key);
  if (!cell) return stored !== undefined && tables.days.removeSync(key);
  const bytes = Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength);
  if (stored?.equals(bytes)) return false;
  tables.days.putSync(key, bytes);
  return true;
}

function firstDay(tables: Tables, type: string, id: string, fromDay: Day): Day {
  const keys = tables.days.getKeys({ start: dayKey(type, id, fromDay), end: behind(entityKey(type, id)), limit: 1 });
  const [key] = Array.from(keys);
  return key ? lastDay(key) : NO_DAY;
}

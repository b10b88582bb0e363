import type { RootDatabase } from 'lmdb';
import type { Day } from '../../domain/run-date.ts';
import type { DayCells } from '../day-table.ts';
import { dayKey, lastDay } from '../row-key.ts';

/** As `DayTable.readDays`. */
export type ReadDays = (type: string, ids: readonly string[], fromDay: Day, toDay: Day) => DayCells;

/**
 * A second view of the table of days whose decoders put a cell's day and bytes straight into the arrays of the answer, where the usual
 * view makes two buffers and an object a cell: a third of the time (docs/decisions/0002). One answer is made at a time, as the
 * work is synchronous.
 */
export function dayReader(root: RootDatabase<unknown, Buffer>, table: string): ReadDays {
  let bytes = Buffer.allocUnsafeSlow(1 << 16);
  let used = 0;
  const take = (value: Buffer, size: number): number => {
    if (used + size > bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(bytes.length * 2, used + size));
      bytes.copy(grown, 0, 0, used);
      bytes = grown;
    }
    // Not `copy`: lmdb hands out one buffer again and again and writes over its length.
    bytes.set(value.subarray(0, size), used);
    return (used += size);
  };
  const view = root.openDB<number, Day>({
    name: table,
    ...{ keyEncoder: { writeKey, readKey }, encoder: { encode: refuse, decode: take } },
  });

  return (type, ids, fromDay, toDay) => {
    used = 0;
    const day: Day[] = [];
    const byteStart = [0];
    const cellStart = new Int32Array(ids.length + 1);
    for (const [i, id] of ids.entries()) {
      if (fromDay <= toDay) {
        // lmdb walks backwards from `start` down to, but without, `end`.
        const range = { start: dayKey(type, id, toDay), end: dayKey(type, id, fromDay - 1), reverse: true };
        for (const { key, value } of view.getRange(range)) {
          day.push(key);
          byteStart.push(value);
        }
      }
      cellStart[i + 1] = day.length;
    }
    return {
      cellStart,
      day: Int32Array.from(day),
      byteStart: Int32Array.from(byteStart),
      bytes: Uint8Array.from(bytes.subarray(0, used)),
    };
  };
}

const writeKey = (key: Buffer, target: Buffer, at: number): number => at + key.copy(target, at);
/** lmdb hands its own buffer over; a key ends with the day. */
const readKey = (source: Buffer, _start: number, end: number): Day => lastDay(source, end);

const refuse = (): never => {
  throw new Error('the reading view of the days does not write');
};

import type { Day } from '../../domain/run-date.ts';
import { NO_DAY, type DayCells } from '../day-table.ts';
import type { CellBatch } from './client/cell-batch.ts';
import { dayAt, PACKED_AT } from './day-cell.ts';

/**
 * Day cells of an answer, a row an id, as the port gives them: from bytes to typed arrays without an object a cell. The days of the
 * answer are those of a time range, so they are looked at once more.
 */
export function dayCellsIn(batch: CellBatch | undefined, ids: number, fromDay: Day, toDay: Day): DayCells {
  const cellStart = new Int32Array(ids + 1);
  if (!batch) return { cellStart, day: new Int32Array(), byteStart: Int32Array.of(0), bytes: new Uint8Array() };
  const { rowFirstCell, valueStart, valueEnd, qualifierEnd, bytes: source } = batch;
  let cells = 0;
  let size = 0;
  for (let cell = 0; cell < batch.cells; cell++) {
    if (!isWanted(batch, cell, fromDay, toDay)) continue;
    cells++;
    size += valueEnd[cell]! - valueStart[cell]! - PACKED_AT;
  }
  const day = new Int32Array(cells);
  const byteStart = new Int32Array(cells + 1);
  const bytes = new Uint8Array(size);
  let at = 0;
  let used = 0;
  for (let row = 0; row < ids; row++) {
    // A row's cells ascend by day, and the port's descend.
    for (let cell = rowFirstCell[row + 1]! - 1; cell >= rowFirstCell[row]!; cell--) {
      if (!isWanted(batch, cell, fromDay, toDay)) continue;
      day[at] = dayAt(source, qualifierEnd[cell]!);
      for (let from = valueStart[cell]! + PACKED_AT, end = valueEnd[cell]!; from < end; from++)
        bytes[used++] = source[from]!;
      byteStart[++at] = used;
    }
    cellStart[row + 1] = at;
  }
  return { cellStart, day, byteStart, bytes };
}

/** For each row the first day from `fromDay` on, NO_DAY for none. */
export function firstDaysIn(batch: CellBatch, ids: number, fromDay: Day): Int32Array {
  const days = new Int32Array(ids).fill(NO_DAY);
  for (let row = 0; row < ids; row++) {
    const end = batch.rowFirstCell[row + 1]!;
    let cell = batch.rowFirstCell[row]!;
    while (cell < end && !isWanted(batch, cell, fromDay, NO_DAY)) cell++;
    if (cell < end) days[row] = dayAt(batch.bytes, batch.qualifierEnd[cell]!);
  }
  return days;
}

function isWanted({ bytes, qualifierEnd, valueStart, valueEnd }: CellBatch, cell: number, from: Day, to: Day): boolean {
  if (valueStart[cell] === valueEnd[cell]) return false;
  const day = dayAt(bytes, qualifierEnd[cell]!);
  return day >= from && day <= to;
}

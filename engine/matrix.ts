import { DaybreakError } from '../domain/errors.ts';
import type { Day } from '../domain/run-date.ts';
import { ENTRY_BYTES, idAt, valueAt } from './packed-day.ts';
import type { Plan } from './plan.ts';

/**
 * 特征矩阵: the values that a batch of entities (or groups of them) has, CSR by (entity, base row). Absent is not zero: no value, no entry.
 *   start Int32Array[entities * bases + 1]  entries of entity e and base b: start[e * bases + b] .. the next
 *   back  Int32Array[entries]               days back, ascending within an (entity, base); 1 is yesterday
 *   value Float64Array[entries]             finite; where a day comes more than once (a union), ascending within it
 */
export interface Matrix {
  readonly entities: number;
  readonly bases: number;
  readonly start: Int32Array;
  readonly back: Int32Array;
  readonly value: Float64Array;
}

/** Packed day cells of a batch of ids, as stores/day-table.ts gives them: days newest first within an id. */
export interface PackedDays {
  readonly cellStart: Int32Array;
  readonly day: Int32Array;
  readonly byteStart: Int32Array;
  readonly bytes: Uint8Array;
}

/**
 * The matrix of a batch on a run day. Only days back 1 to each row's depth are in it; ids that the plan does not know (retired rows) are not.
 * @throws DaybreakError BLOB_CORRUPT for a cell that is no whole number of entries
 */
export function matrixOf(plan: Plan, cells: PackedDays, runDay: Day): Matrix {
  const entities = cells.cellStart.length - 1;
  const bases = plan.bases.length;
  const start = new Int32Array(entities * bases + 1);
  // Counted first, then placed: `start` is exact and no array grows. A row's entries land in the order of its cells, days back ascending.
  scan(plan, cells, runDay, (row) => {
    start[row + 1]! += 1;
  });
  for (let row = 0; row < entities * bases; row++) start[row + 1]! += start[row]!;
  const entries = start[entities * bases]!;
  const back = new Int32Array(entries);
  const value = new Float64Array(entries);
  const next = start.slice();
  const view = viewOf(cells.bytes);
  scan(plan, cells, runDay, (row, daysBack, offset) => {
    const place = next[row]!;
    next[row] = place + 1;
    back[place] = daysBack;
    value[place] = valueAt(view, offset);
  });
  return { entities, bases, start, back, value };
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/**
 * Visits every entry that belongs in the matrix, with its row (entity * bases + base) and its offset. Values are read by the visitor: small
 * integers pass through a call for nothing, a double may have to be boxed.
 */
function scan(
  plan: Plan,
  cells: PackedDays,
  runDay: Day,
  visit: (row: number, daysBack: number, offset: number) => void,
): void {
  const { cellStart, day, byteStart, bytes } = cells;
  const { baseOf, bases, depth } = plan;
  const view = viewOf(bytes);
  for (let entity = 0; entity + 1 < cellStart.length; entity++) {
    const firstRow = entity * bases.length;
    for (let cell = cellStart[entity]!; cell < cellStart[entity + 1]!; cell++) {
      const daysBack = runDay - day[cell]!;
      if (daysBack < 1 || daysBack > depth) continue;
      const end = byteStart[cell + 1]!;
      if ((end - byteStart[cell]!) % ENTRY_BYTES !== 0) throw tornCell(day[cell]!, end - byteStart[cell]!);
      for (let offset = byteStart[cell]!; offset < end; offset += ENTRY_BYTES) {
        const base = baseOf.get(idAt(view, offset));
        if (base !== undefined && daysBack <= bases[base]!.depth) visit(firstRow + base, daysBack, offset);
      }
    }
  }
}

const tornCell = (day: Day, bytes: number): DaybreakError =>
  new DaybreakError(
    'BLOB_CORRUPT',
    `a cell of day ${day} has ${bytes} bytes, which is no whole number of ${ENTRY_BYTES}-byte entries`,
    'load the drop again into an empty store',
  );

import { DaybreakError } from '../domain/errors.ts';
import type { Day } from '../domain/run-date.ts';
import { baseAt } from './base-lookup.ts';
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

/** Arrays that batch after batch is put in, so that none is made and thrown away. */
export interface MatrixRoom {
  start: Int32Array;
  back: Int32Array;
  value: Float64Array;
  /** Of every stored entry within the plan's depth its base, -1 for one that the matrix leaves out. */
  baseOfEntry: Int32Array;
}

export const openMatrixRoom = (): MatrixRoom => ({
  start: new Int32Array(0),
  back: new Int32Array(0),
  value: new Float64Array(0),
  baseOfEntry: new Int32Array(0),
});

/**
 * The matrix of a batch on a run day. Only days back 1 to each row's depth are in it; ids that the plan does not know (retired rows) are not.
 * @param room the matrix lies in it, and is good until the next one does
 * @throws DaybreakError BLOB_CORRUPT for a cell that is no whole number of entries
 */
export function matrixOf(plan: Plan, cells: PackedDays, runDay: Day, room = openMatrixRoom()): Matrix {
  const entities = cells.cellStart.length - 1;
  const bases = plan.bases.length;
  const rows = entities * bases;
  if (room.start.length <= rows) room.start = new Int32Array(rows + 1);
  const start = room.start.subarray(0, rows + 1).fill(0);
  // Counted first, then placed: `start` is exact and no array grows. A row's entries land in the order of its cells, days back ascending.
  countEntries(plan, cells, runDay, start, room);
  for (let row = 0; row < rows; row++) start[row + 1]! += start[row]!;
  const entries = start[rows]!;
  if (room.value.length < entries) {
    room.back = new Int32Array(entries);
    room.value = new Float64Array(entries);
  }
  const [back, value] = [room.back.subarray(0, entries), room.value.subarray(0, entries)];
  const matrix = { entities, bases, start, back, value };
  placeEntries(plan, cells, runDay, room.baseOfEntry, matrix);
  return matrix;
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Adds up in start[row + 1] how many entries each row has, and says in the room which base every stored entry has. */
function countEntries(plan: Plan, cells: PackedDays, runDay: Day, start: Int32Array, room: MatrixRoom): void {
  const { cellStart, day, byteStart, bytes } = cells;
  const { lookup, bases } = plan;
  const depth = Int32Array.from(bases, (base) => base.depth);
  const view = viewOf(bytes);
  const first = byteStart[0]!;
  const stored = Math.ceil((byteStart[byteStart.length - 1]! - first) / ENTRY_BYTES);
  if (room.baseOfEntry.length < stored) room.baseOfEntry = new Int32Array(stored);
  const { baseOfEntry } = room;
  for (let entity = 0; entity + 1 < cellStart.length; entity++) {
    const firstRow = entity * bases.length;
    for (let cell = cellStart[entity]!; cell < cellStart[entity + 1]!; cell++) {
      const end = byteStart[cell + 1]!;
      if ((end - byteStart[cell]!) % ENTRY_BYTES !== 0) throw tornCell(day[cell]!, end - byteStart[cell]!);
      const daysBack = runDay - day[cell]!;
      if (daysBack < 1 || daysBack > plan.depth) continue;
      let entry = (byteStart[cell]! - first) / ENTRY_BYTES;
      for (let offset = byteStart[cell]!; offset < end; offset += ENTRY_BYTES, entry++) {
        const base = baseAt(lookup, idAt(view, offset));
        if (base < 0 || daysBack > depth[base]!) {
          baseOfEntry[entry] = -1;
          continue;
        }
        baseOfEntry[entry] = base;
        start[firstRow + base + 1]! += 1;
      }
    }
  }
}

function placeEntries(
  { depth }: Plan,
  { cellStart, day, byteStart, bytes }: PackedDays,
  runDay: Day,
  baseOfEntry: Int32Array,
  { entities, bases, start, back, value }: Matrix,
): void {
  const view = viewOf(bytes);
  const next = new Int32Array(bases);
  for (let entity = 0; entity < entities; entity++) {
    const firstRow = entity * bases;
    for (let base = 0; base < bases; base++) next[base] = start[firstRow + base]!;
    for (let cell = cellStart[entity]!; cell < cellStart[entity + 1]!; cell++) {
      const daysBack = runDay - day[cell]!;
      if (daysBack < 1 || daysBack > depth) continue;
      const end = byteStart[cell + 1]!;
      let entry = (byteStart[cell]! - byteStart[0]!) / ENTRY_BYTES;
      for (let offset = byteStart[cell]!; offset < end; offset += ENTRY_BYTES, entry++) {
        const base = baseOfEntry[entry]!;
        if (base < 0) continue;
        const place = next[base]!;
        next[base] = place + 1;
        back[place] = daysBack;
        value[place] = valueAt(view, offset);
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

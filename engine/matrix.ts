import { DaybreakError } from '../domain/errors.ts';
import type { Day } from '../domain/run-date.ts';
import { baseAt, type BaseLookup } from './base-lookup.ts';
import { ENTRY_BYTES, idAt, valueAt } from './packed-day.ts';
import type { Plan } from './plan.ts';
import { groupsOf, presentBases, type PresentBases } from './present-bases.ts';

/**
 * 特征矩阵: the values that a batch of entities (or groups of them) has. Absent is not zero: no value, no entry. Nor does a base row without
 * entries take room or time, so a wide dictionary costs what an entity has of it. A group is the entries of an entity and base row.
 *   firstGroup Int32Array[entities + 1]  groups of entity e: firstGroup[e] .. firstGroup[e + 1]
 *   base       Int32Array[groups]        place in the plan's `bases`, ascending within an entity
 *   start      Int32Array[groups + 1]    entries of group g: start[g] .. start[g + 1], at least one
 *   back       Int32Array[entries]       days back, ascending within a group; 1 is yesterday, at most the depth of the group's base
 *   value      Float64Array[entries]     finite; where a day comes more than once (a union), ascending within it
 */
export interface Matrix {
  readonly entities: number;
  readonly firstGroup: Int32Array;
  readonly base: Int32Array;
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
  firstGroup: Int32Array;
  /** As long as the most stored entries of a batch, and `start` one longer. */
  base: Int32Array;
  start: Int32Array;
  back: Int32Array;
  value: Float64Array;
  /** Of every stored entry of one entity its base, -1 for one that the matrix leaves out. */
  baseOfEntry: Int32Array;
}

export const openMatrixRoom = (): MatrixRoom => roomFor(0, 0);

const roomFor = (entities: number, entries: number): MatrixRoom => ({
  firstGroup: new Int32Array(entities + 1),
  base: new Int32Array(entries),
  start: new Int32Array(entries + 1),
  back: new Int32Array(entries),
  value: new Float64Array(entries),
  baseOfEntry: new Int32Array(entries),
});

/**
 * The matrix of a batch on a run day. Only days back 1 to each row's depth are in it; ids that the plan does not know (retired rows) are not.
 * @param room the matrix lies in it, and is good until the next one does
 * @throws DaybreakError BLOB_CORRUPT for a cell within the plan's depth that is no whole number of entries
 */
export function matrixOf(plan: Plan, cells: PackedDays, runDay: Day, room = openMatrixRoom()): Matrix {
  const { cellStart, byteStart, day } = cells;
  const entities = cellStart.length - 1;
  const stored = Math.ceil((byteStart[byteStart.length - 1]! - byteStart[0]!) / ENTRY_BYTES);
  if (room.firstGroup.length <= entities || room.value.length < stored) Object.assign(room, roomFor(entities, stored));
  const { firstGroup, base, start, back, value } = room;
  const present = presentBases(plan.bases.length);
  const depth = Int32Array.from(plan.bases, (one) => one.depth);
  const view = viewOf(cells.bytes);
  let groups = 0;
  let cell = 0;
  for (let entity = 0; entity < entities; entity++) {
    firstGroup[entity] = groups;
    const last = cellStart[entity + 1]!;
    for (cell = cellStart[entity]!; cell < last && day[cell]! >= runDay;) cell += 1;
    const first = cell;
    while (cell < last && day[cell]! >= runDay - plan.depth) cell += 1;
    // Counted first, then placed: a group's entries land in the order of its cells, days back ascending.
    countEntries(plan.lookup, depth, cells, view, first, cell, runDay, room.baseOfEntry, present);
    const before = groups;
    groups = groupsOf(present, base, start, groups);
    placeEntries(cells, view, first, cell, runDay, room, present.next);
    for (let g = before; g < groups; g++) present.next[base[g]!] = 0;
  }
  firstGroup[entities] = groups;
  const entries = start[groups]!;
  return {
    entities,
    firstGroup: firstGroup.subarray(0, entities + 1),
    base: base.subarray(0, groups),
    start: start.subarray(0, groups + 1),
    back: back.subarray(0, entries),
    value: value.subarray(0, entries),
  };
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Counts the entries of the cells [first, last) by base, and says which base each of them has. */
function countEntries(
  lookup: BaseLookup,
  depth: Int32Array,
  { day, byteStart }: PackedDays,
  view: DataView,
  first: number,
  last: number,
  runDay: Day,
  baseOfEntry: Int32Array,
  { next, bits }: PresentBases,
): void {
  let entry = 0;
  let offset = byteStart[first]!;
  for (let cell = first; cell < last; cell++) {
    const end = byteStart[cell + 1]!;
    if ((end - offset) % ENTRY_BYTES !== 0) throw tornCell(day[cell]!, end - offset);
    const daysBack = runDay - day[cell]!;
    for (; offset < end; offset += ENTRY_BYTES, entry++) {
      const base = baseAt(lookup, idAt(view, offset));
      if (base < 0 || daysBack > depth[base]!) {
        baseOfEntry[entry] = -1;
        continue;
      }
      baseOfEntry[entry] = base;
      next[base]! += 1;
      bits[base >>> 5]! |= 1 << (base & 31);
    }
  }
}

function placeEntries(
  { day, byteStart }: PackedDays,
  view: DataView,
  first: number,
  last: number,
  runDay: Day,
  { baseOfEntry, back, value }: MatrixRoom,
  next: Int32Array,
): void {
  let entry = 0;
  let offset = byteStart[first]!;
  for (let cell = first; cell < last; cell++) {
    const end = byteStart[cell + 1]!;
    const daysBack = runDay - day[cell]!;
    for (; offset < end; offset += ENTRY_BYTES, entry++) {
      const base = baseOfEntry[entry]!;
      if (base < 0) continue;
      const place = next[base]!;
      next[base] = place + 1;
      back[place] = daysBack;
      value[place] = valueAt(view, offset);
    }
  }
}

const tornCell = (day: Day, bytes: number): DaybreakError =>
  new DaybreakError(
    'BLOB_CORRUPT',
    `a cell of day ${day} has ${bytes} bytes, which is no whole number of ${ENTRY_BYTES}-byte entries`,
    'load the drop again into an empty store',
  );

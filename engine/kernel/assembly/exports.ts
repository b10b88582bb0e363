/** What JavaScript calls (../wasm.ts). It lays everything out in memory; pointers are bytes from 0. */
import { CELL_ROOM, clearTexts } from './cells';
import { fillDigitTables } from './digit-tables';
import { deriveGroup } from './group';
import { Days, groupsOf, Matrix, Present } from './matrix';
import { Output, reserve } from './output';
import { Plan } from './plan';
import { Rows } from './rows';
import { Sets } from './sets';
import { Sorted } from './sorted';

fillDigitTables();
clearTexts();

export { makeColumns } from './columns';
export { makePieces } from './lone';
export { raiseDays } from './raise';

/** Where memory is free. */
export const free: usize = __heap_base;

/** See Plan and Base; JavaScript has put them. */
export function usePlan(first: usize, bases: i32, depth: i32, columns: usize): void {
  Plan.first = first;
  Plan.depth = depth;
  Plan.columns = columns;
  Plan.shallowest = depth;
  for (let base = 0; base < bases; base++) Plan.shallowest = min(Plan.shallowest, Plan.base(base).depth);
  Present.words = (bases + 31) >>> 5;
}

export function useLookup(pairs: usize, pairBits: i32): void {
  Plan.pairs = pairs;
  Plan.pairMask = (1 << pairBits) - 1;
  Plan.shift = 32 - pairBits;
}

/** Zeros for what is present, and room for the results of the plan's row of most windows. */
export function useRoom(next: usize, bits: usize, windows: usize, results: usize): void {
  Present.next = next;
  Present.bits = bits;
  Sets.windows = windows;
  Sets.results = results;
}

export function useDays(cellStart: usize, day: usize, byteStart: usize, bytes: usize, runDay: i32): void {
  Days.cellStart = cellStart;
  Days.day = day;
  Days.byteStart = byteStart;
  Days.bytes = bytes;
  Days.runDay = runDay;
}

export function useMatrix(firstGroup: usize, base: usize, start: usize, back: usize, value: usize): void {
  Matrix.firstGroup = firstGroup;
  Matrix.base = base;
  Matrix.start = start;
  Matrix.back = back;
  Matrix.value = value;
}

/** Room for as many entries as an entity has. */
export function useEntries(base: usize, back: usize, value: usize): void {
  Present.base = base;
  Present.back = back;
  Present.value = value;
}

/** f64, each as many as the largest group has entries. */
export function useSorted(values: usize, segment: usize): void {
  Sorted.values = values;
  Sorted.segment = segment;
}

/** The matrix of the days of so many entities; gives how many groups it has, -1 - cell for a cell that is torn. */
export function matrixOfDays(entities: i32): i32 {
  let groups = 0;
  store<i32>(Matrix.start, 0);
  for (let entity = 0; entity < entities; entity++) {
    store<i32>(Matrix.firstGroup + (<usize>entity << 2), groups);
    groups = groupsOf(entity, groups);
    if (groups < 0) return groups;
  }
  store<i32>(Matrix.firstGroup + (<usize>entities << 2), groups);
  return groups;
}

/** The lines of the matrix's entities, labels 0, from `out` on; gives the place behind them. */
export function textOfMatrix(entities: i32, out: usize): usize {
  openText(out);
  for (let entity = 0; entity < entities; entity++) {
    putLine(load<i32>(Matrix.firstGroup + (<usize>entity << 2)), load<i32>(Matrix.firstGroup + (<usize>entity << 2), 4));
  }
  return Output.at;
}

/** The same of the days: each entity's matrix lies where the one before lay, so that it is still near. -1 - cell for a cell that is torn. */
export function textOfDays(entities: i32, out: usize): i32 {
  openText(out);
  store<i32>(Matrix.start, 0);
  for (let entity = 0; entity < entities; entity++) {
    const groups = groupsOf(entity, 0);
    if (groups < 0) return groups;
    putLine(0, groups);
  }
  return <i32>Output.at;
}

export function values(): i32 {
  return Output.values;
}

export function overflows(): i32 {
  return Output.overflows;
}

function openText(out: usize): void {
  Output.at = out;
  Output.values = 0;
  Output.overflows = 0;
}

const ZERO: u8 = 48;
const NEWLINE: u8 = 10;

function putLine(from: i32, to: i32): void {
  reserve(Output.at, CELL_ROOM);
  store<u8>(Output.at, ZERO);
  Output.at += 1;
  for (let group = from; group < to; group++) derive(group, true);
  store<u8>(Output.at, NEWLINE);
  Output.at += 1;
}

@inline
function derive(group: i32, asText: bool): void {
  const base = Plan.base(load<i32>(Matrix.base + (<usize>group << 2)));
  const start = <usize>load<i32>(Matrix.start + (<usize>group << 2));
  const end = <usize>load<i32>(Matrix.start + (<usize>group << 2), 4);
  if (asText) reserve(Output.at, <usize>(base.windows * base.width + 1) * CELL_ROOM);
  deriveGroup(base, Matrix.back + (start << 2), Matrix.value + (start << 3), <i32>(end - start), asText);
}

/**
 * The rows of the matrix's entities: i32[entities] how many cells there are up to its end into `ends`, and how many of its values are beyond the
 * largest double into `overflows`, slots and values from `slot` and `value` on. Gives how many cells there are.
 */
export function rowsOfMatrix(entities: i32, ends: usize, overflows: usize, slot: usize, value: usize): i32 {
  openText(0);
  Rows.slot = slot;
  Rows.value = value;
  for (let entity = 0; entity < entities; entity++) {
    const before = Output.overflows;
    const to = load<i32>(Matrix.firstGroup + (<usize>entity << 2), 4);
    for (let group = load<i32>(Matrix.firstGroup + (<usize>entity << 2)); group < to; group++) derive(group, false);
    store<i32>(ends + (<usize>entity << 2), Output.values);
    store<i32>(overflows + (<usize>entity << 2), Output.overflows - before);
  }
  return Output.values;
}

/** How many cells rowsOfMatrix can give of so many groups. */
export function mostCells(groups: i32): i32 {
  let most = 0;
  for (let group = 0; group < groups; group++) {
    const base = Plan.base(load<i32>(Matrix.base + (<usize>group << 2)));
    const start = load<i32>(Matrix.start + (<usize>group << 2));
    const entries = load<i32>(Matrix.start + (<usize>group << 2), 4) - start;
    const windows = base.windows - base.windowOf(load<i32>(Matrix.back + (<usize>start << 2)));
    most += base.width * (base.disjoint ? min(windows, entries) : windows);
  }
  return most;
}

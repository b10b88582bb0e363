import { Plan } from './plan';

/** A batch's day cells, as engine/matrix.ts PackedDays has them, and the day it is computed for. */
export class Days {
  static cellStart: usize = 0;
  static day: usize = 0;
  static byteStart: usize = 0;
  static bytes: usize = 0;
  static runDay: i32 = 0;
}

/** The matrix, as engine/matrix.ts has it. */
export class Matrix {
  static firstGroup: usize = 0;
  static base: usize = 0;
  static start: usize = 0;
  static back: usize = 0;
  static value: usize = 0;
}

/** What is known of one entity. */
export class Present {
  /** Its entries as they come: i32[entries] base and days back, f64[entries] value. */
  static base: usize = 0;
  static back: usize = 0;
  static value: usize = 0;
  /** i32[32 * words]: by base first how many entries, then the place of the next one; and a bit for each base that has any. */
  static next: usize = 0;
  static bits: usize = 0;
  static words: i32 = 0;
}

const ENTRY_BYTES: usize = 12;

/**
 * Puts the groups of an entity's entries behind the first `groups` of the matrix and gives how many there are then; -1 - cell for a cell that
 * is no whole number of entries. Counted first, then placed: a group's entries land in the order of its cells, days back ascending.
 */
export function groupsOf(entity: i32, groups: i32): i32 {
  const found = countEntries(entity);
  if (found < 0) return found;
  const before = groups;
  groups = openGroups(groups);
  placeEntries(found);
  const next = Present.next;
  for (let group = before; group < groups; group++)
    store<i32>(next + (<usize>load<i32>(Matrix.base + (<usize>group << 2)) << 2), 0);
  return groups;
}

function countEntries(entity: i32): i32 {
  const runDay = Days.runDay;
  const oldest = runDay - Plan.depth;
  const shallowest = Plan.shallowest;
  const days = Days.day;
  const starts = Days.byteStart;
  const bytes = Days.bytes;
  const next = Present.next;
  const bits = Present.bits;
  const bases = Present.base;
  const backs = Present.back;
  const values = Present.value;
  let cell = <usize>load<i32>(Days.cellStart + (<usize>entity << 2));
  const last = <usize>load<i32>(Days.cellStart + (<usize>entity << 2), 4);
  while (cell < last && load<i32>(days + (cell << 2)) >= runDay) cell += 1;
  let at = bytes + <usize>load<i32>(starts + (cell << 2));
  let found: usize = 0;
  for (; cell < last; cell++) {
    const day = load<i32>(days + (cell << 2));
    if (day < oldest) break;
    const back = runDay - day;
    const end = bytes + <usize>load<i32>(starts + (cell << 2), 4);
    for (; at + ENTRY_BYTES <= end; at += ENTRY_BYTES) {
      const base = Plan.baseOf(load<u32>(at));
      if (base < 0 || (back > shallowest && back > Plan.base(base).depth)) continue;
      store<i32>(bases + (found << 2), base);
      store<i32>(backs + (found << 2), back);
      store<f64>(values + (found << 3), load<f64>(at, 4));
      found += 1;
      const count = next + (<usize>base << 2);
      store<i32>(count, load<i32>(count) + 1);
      const word = bits + ((<usize>base >>> 5) << 2);
      store<u32>(word, load<u32>(word) | (1 << (base & 31)));
    }
    if (at != end) {
      forget();
      return -1 - <i32>cell;
    }
  }
  return <i32>found;
}

/** No base is present, whatever was counted. */
function forget(): void {
  const words = <usize>Present.words;
  memory.fill(Present.next, 0, words << 7);
  memory.fill(Present.bits, 0, words << 2);
}

/** The bits are taken back, and `next` is the place of each base's next entry. */
function openGroups(groups: i32): i32 {
  let base = Matrix.base + (<usize>groups << 2);
  let start = Matrix.start + (<usize>groups << 2);
  const first = base;
  let at = load<i32>(start);
  const words = Present.words;
  for (let word = 0; word < words; word++) {
    const bits = Present.bits + (<usize>word << 2);
    for (let left = load<u32>(bits); left != 0; left &= left - 1) {
      const one = (word << 5) + ctz(left);
      store<i32>(base, one);
      const next = Present.next + (<usize>one << 2);
      const entries = load<i32>(next);
      store<i32>(next, at);
      at += entries;
      base += 4;
      start += 4;
      store<i32>(start, at);
    }
    store<u32>(bits, 0);
  }
  return groups + (<i32>(base - first) >> 2);
}

function placeEntries(found: i32): void {
  const next = Present.next;
  const bases = Present.base;
  const backs = Present.back;
  const values = Present.value;
  const back = Matrix.back;
  const value = Matrix.value;
  for (let i: usize = 0; i < <usize>found; i++) {
    const place = next + (<usize>load<i32>(bases + (i << 2)) << 2);
    const entry = <usize>load<i32>(place);
    store<i32>(place, <i32>entry + 1);
    store<i32>(back + (entry << 2), load<i32>(backs + (i << 2)));
    store<f64>(value + (entry << 3), load<f64>(values + (i << 3)));
  }
}

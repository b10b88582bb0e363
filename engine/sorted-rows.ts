/**
 * Entries as rows of a table, in any order.
 *   id       Int32Array[rows]    entity, from 0
 *   feature  Int32Array[rows]    base row, from 0
 *   back     Int32Array[rows]    days back; 1 is yesterday
 *   value    Float64Array[rows]  finite
 */
export interface EntryRows {
  readonly id: Int32Array;
  readonly feature: Int32Array;
  readonly back: Int32Array;
  readonly value: Float64Array;
}

/** How many different numbers from 0 each of the columns has at most. */
interface Ranges {
  readonly id: number;
  readonly feature: number;
  readonly back: number;
}

/** Arrays that batch after batch is put in, so that none is made and thrown away. */
export interface SortRoom {
  order: Int32Array;
  before: Int32Array;
  rows: EntryRows;
}

export const openSortRoom = (): SortRoom => roomFor(0);

const roomFor = (rows: number): SortRoom => ({
  order: new Int32Array(rows),
  before: new Int32Array(rows),
  rows: {
    id: new Int32Array(rows),
    feature: new Int32Array(rows),
    back: new Int32Array(rows),
    value: new Float64Array(rows),
  },
});

/**
 * The rows by id, feature and days back, those that are alike in their order. Counted once a column, so the time grows with the rows and the
 * ranges alone.
 * @param room the result lies in it, and is good until the next one does
 */
export function sortedRows(rows: EntryRows, ranges: Ranges, room: SortRoom): EntryRows {
  const { length } = rows.id;
  if (room.order.length < length) Object.assign(room, roomFor(length));
  const [order, before] = [room.order.subarray(0, length), room.before.subarray(0, length)];
  for (let i = 0; i < length; i++) before[i] = i;
  orderBy(rows.back, ranges.back, before, order);
  orderBy(rows.feature, ranges.feature, order, before);
  orderBy(rows.id, ranges.id, before, order);
  const { id, feature, back, value } = room.rows;
  for (let i = 0; i < length; i++) {
    const row = order[i]!;
    id[i] = rows.id[row]!;
    feature[i] = rows.feature[row]!;
    back[i] = rows.back[row]!;
    value[i] = rows.value[row]!;
  }
  return firstRows(room.rows, length);
}

export const firstRows = ({ id, feature, back, value }: EntryRows, count: number): EntryRows => ({
  id: id.subarray(0, count),
  feature: feature.subarray(0, count),
  back: back.subarray(0, count),
  value: value.subarray(0, count),
});

/** Puts the row numbers of `from` into `to`, by key; those with the same key stay in their order. */
function orderBy(key: Int32Array, range: number, from: Int32Array, to: Int32Array): void {
  const next = new Int32Array(range + 1);
  for (const one of key) next[one + 1]! += 1;
  for (let i = 0; i < range; i++) next[i + 1]! += next[i]!;
  for (let i = 0; i < from.length; i++) {
    const row = from[i]!;
    to[next[key[row]!]!++] = row;
  }
}

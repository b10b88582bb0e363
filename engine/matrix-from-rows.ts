import type { Matrix } from './matrix.ts';
import { firstRows, openSortRoom, sortedRows, type EntryRows, type SortRoom } from './sorted-rows.ts';

/** Arrays that batch after batch is put in, so that none is made and thrown away. */
interface RowsRoom {
  firstGroup: Int32Array;
  start: Int32Array;
  readonly sort: SortRoom;
}

export const openRowsRoom = (): RowsRoom => ({
  firstGroup: new Int32Array(0),
  start: new Int32Array(0),
  sort: openSortRoom(),
});

/**
 * The matrix of the entities from the least to the greatest, a base row a feature, all of one depth; entries further back are left out. Rows may
 * come in any order; those that come by entity, feature and days back are not sorted again. No rows give one entity without groups, not none.
 * @param rows used up: what is kept of them moves together in their arrays, and the matrix may lie there
 * @param room the matrix may lie in it, and is good until the next one does
 */
export function matrixFromRows(rows: EntryRows, bases: number, depth: number, room = openRowsRoom()): Matrix {
  const [least, greatest] = rangeOf(rows.id);
  const entities = greatest - least + 1;
  const { kept, inOrder } = keepWithin(rows, least, depth);
  const near = firstRows(rows, kept);
  const { id, feature, back, value } = inOrder
    ? near
    : sortedRows(near, { id: entities, feature: bases, back: depth + 1 }, room.sort);
  if (room.firstGroup.length <= entities) room.firstGroup = new Int32Array(entities + 1);
  if (room.start.length <= kept) room.start = new Int32Array(kept + 1);
  const firstGroup = room.firstGroup.subarray(0, entities + 1);
  const groups = groupRows(id, feature, firstGroup, room.start);
  return {
    entities,
    firstGroup,
    base: feature.subarray(0, groups),
    start: room.start.subarray(0, groups + 1),
    back,
    value,
  };
}

function rangeOf(id: Int32Array): readonly [least: number, greatest: number] {
  let [least, greatest] = [id[0] ?? 0, id[0] ?? 0];
  for (let i = 1; i < id.length; i++) {
    const one = id[i]!;
    if (one < least) least = one;
    else if (one > greatest) greatest = one;
  }
  return [least, greatest];
}

/**
 * Moves the rows within `depth` to the front, in their order, and counts their ids from `least`. Which rows are kept is as good as random, and
 * a wrong guess of the processor costs more than all the rest: neither this loop nor the next has a branch.
 */
function keepWithin(
  { id, feature, back, value }: EntryRows,
  least: number,
  depth: number,
): { readonly kept: number; readonly inOrder: boolean } {
  let kept = 0;
  // Negative as soon as one row stands behind one that it belongs before.
  let disorder = 0;
  let [lastId, lastFeature, lastBack] = [0, 0, 0];
  for (let i = 0; i < id.length; i++) {
    const one = id[i]! - least;
    const base = feature[i]!;
    const daysBack = back[i]!;
    id[kept] = one;
    feature[kept] = base;
    back[kept] = daysBack;
    value[kept] = value[i]!;
    kept += (daysBack - depth - 1) >>> 31;
    const [further, wider] = [one - lastId, base - lastFeature];
    const sameId = (further - 1) >> 31;
    const sameBase = (wider - 1) >> 31;
    disorder |= further | (sameId & (wider | (sameBase & (daysBack - lastBack))));
    lastId = one;
    lastFeature = base;
    lastBack = daysBack;
  }
  return { kept, inOrder: disorder >= 0 };
}

/** Finds the groups of rows in order: their bases move to the front of `feature`, their ends to `start`. Gives how many there are. */
function groupRows(id: Int32Array, feature: Int32Array, firstGroup: Int32Array, start: Int32Array): number {
  firstGroup.fill(0);
  start[0] = 0;
  let groups = 0;
  let [lastId, lastFeature] = [-1, -1];
  for (let i = 0; i < id.length; i++) {
    const one = id[i]!;
    const base = feature[i]!;
    const change = (one ^ lastId) | (base ^ lastFeature);
    groups += (change | -change) >>> 31;
    feature[groups - 1] = base;
    start[groups] = i + 1;
    firstGroup[one + 1] = groups;
    lastId = one;
    lastFeature = base;
  }
  for (let entity = 1; entity < firstGroup.length; entity++) {
    if (firstGroup[entity] === 0) firstGroup[entity] = firstGroup[entity - 1]!;
  }
  return groups;
}

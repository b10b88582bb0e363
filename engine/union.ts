import type { Matrix } from './matrix.ts';
import { appendEntries, mergeEntries, openEntryRuns } from './merge-entries.ts';

/**
 * 特征聚合, first half: a matrix with an entity for each group of ids that holds the entries of all its members; the kernel then works on it as
 * on one id.
 * @param memberStart Int32Array[groups + 1]: members of group g are member[memberStart[g]] .. the next; it need not begin at 0
 * @param member      entities of the matrix; one that a group names twice counts once
 *
 * Entries are ordered by (days back, value) and by nothing else, so neither the order of members nor the split of entries over ids changes
 * a byte of what is computed from them. A group without members, or whose members have no value, has no entries.
 */
export function unionOf(matrix: Matrix, memberStart: Int32Array, member: Int32Array): Matrix {
  const entities = memberStart.length - 1;
  const members = Array.from({ length: entities }, (_, e) => eachOnce(member, memberStart[e]!, memberStart[e + 1]!));
  const { entries, parts, mostParts } = sizesOf(matrix, members);
  const firstGroup = new Int32Array(entities + 1);
  const base = new Int32Array(parts);
  const start = new Int32Array(parts + 1);
  const [back, value] = [new Int32Array(entries), new Float64Array(entries)];
  const room = new Float64Array(mostParts);
  const runs = openEntryRuns();
  let [group, at] = [0, 0];
  for (const [e, ids] of members.entries()) {
    const sorted = partsByBase(matrix, ids, room);
    for (let p = 0; p < sorted.length;) {
      const one = baseOf(sorted[p]!);
      runs.length = 0;
      for (; p < sorted.length && baseOf(sorted[p]!) === one; p++) {
        const part = groupOf(sorted[p]!);
        appendEntries(runs, matrix.back, matrix.value, matrix.start[part]!, matrix.start[part + 1]!);
      }
      mergeEntries(runs);
      for (let i = 0; i < runs.length; i++, at++) {
        back[at] = runs.back[i]!;
        value[at] = runs.value[i]!;
      }
      base[group] = one;
      group += 1;
      start[group] = at;
    }
    firstGroup[e + 1] = group;
  }
  return { entities, firstGroup, base: base.slice(0, group), start: start.slice(0, group + 1), back, value };
}

/** How many entries and groups all members have, and the most groups of the members of one entity. */
function sizesOf(
  { firstGroup, start }: Matrix,
  members: readonly Int32Array[],
): { readonly entries: number; readonly parts: number; readonly mostParts: number } {
  let [entries, parts, mostParts] = [0, 0, 0];
  for (const ids of members) {
    const before = parts;
    for (const id of ids) {
      const [first, end] = [firstGroup[id]!, firstGroup[id + 1]!];
      entries += start[end]! - start[first]!;
      parts += end - first;
    }
    mostParts = Math.max(mostParts, parts - before);
  }
  return { entries, parts, mostParts };
}

/** A group as one number that sorts by its base row first: base * 2^32 + group. */
const SPAN = 2 ** 32;
const baseOf = (part: number): number => Math.floor(part / SPAN);
const groupOf = (part: number): number => part | 0;

/** The groups of all members, those of one base row together. */
function partsByBase({ firstGroup, base }: Matrix, ids: Int32Array, room: Float64Array): Float64Array {
  let parts = 0;
  for (const id of ids) {
    for (let g = firstGroup[id]!; g < firstGroup[id + 1]!; g++) room[parts++] = base[g]! * SPAN + g;
  }
  const found = room.subarray(0, parts);
  return ids.length > 1 ? found.sort() : found;
}

/** The members in ascending order without repetition; the argument stays as it is. */
function eachOnce(member: Int32Array, from: number, to: number): Int32Array {
  const sorted = member.slice(from, to).sort();
  let kept = 0;
  for (const entity of sorted) {
    if (kept === 0 || entity !== sorted[kept - 1]) sorted[kept++] = entity;
  }
  return sorted.subarray(0, kept);
}

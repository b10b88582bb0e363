import type { Matrix } from './matrix.ts';
import { appendEntries, mergeEntries, openEntryRuns } from './merge-entries.ts';

/**
 * 特征聚合, first half: a matrix with a row set for each group that holds the entries of all its members; the kernel then works on a group as
 * on one entity.
 * @param memberStart Int32Array[groups + 1]: members of group g are member[memberStart[g]] .. the next; it need not begin at 0
 * @param member      entities of the matrix; one that a group names twice counts once
 *
 * Entries are ordered by (days back, value) and by nothing else, so neither the order of members nor the split of entries over ids changes
 * a byte of what is computed from them. A group without members, or whose members have no value, has no entries.
 */
export function unionOf(matrix: Matrix, memberStart: Int32Array, member: Int32Array): Matrix {
  const groups = memberStart.length - 1;
  const { bases } = matrix;
  const members = Array.from({ length: groups }, (_, g) => eachOnce(member, memberStart[g]!, memberStart[g + 1]!));
  const start = unionStart(matrix, members);
  const entries = start[groups * bases]!;
  const back = new Int32Array(entries);
  const value = new Float64Array(entries);
  const runs = openEntryRuns();
  for (const [g, entities] of members.entries()) {
    for (let base = 0; base < bases; base++) {
      const first = start[g * bases + base]!;
      if (first === start[g * bases + base + 1]!) continue;
      runs.length = 0;
      for (const entity of entities) {
        const row = entity * bases + base;
        appendEntries(runs, matrix.back, matrix.value, matrix.start[row]!, matrix.start[row + 1]!);
      }
      mergeEntries(runs);
      for (let i = 0; i < runs.length; i++) {
        back[first + i] = runs.back[i]!;
        value[first + i] = runs.value[i]!;
      }
    }
  }
  return { entities: groups, bases, start, back, value };
}

/** Where each group's entries begin: the lengths of its members' rows added up. */
function unionStart({ start: from, bases }: Matrix, members: readonly Int32Array[]): Int32Array {
  const start = new Int32Array(members.length * bases + 1);
  for (const [g, entities] of members.entries()) {
    for (let base = 0; base < bases; base++) {
      let entries = start[g * bases + base]!;
      for (const entity of entities) entries += from[entity * bases + base + 1]! - from[entity * bases + base]!;
      start[g * bases + base + 1] = entries;
    }
  }
  return start;
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

import type { Matrix } from './matrix.ts';

/**
 * Ranges [from, to) of groups whose unions hold at most `maxEntries` entries together, in order; a group that alone has more is a range of
 * its own. So the memory of an aggregation is bounded whatever the shape of the links: one id in 10,000 groups, or 1,000 ids in one.
 * Arguments as of unionOf; a member named twice is counted twice here.
 */
export function* groupRanges(
  { firstGroup, start }: Matrix,
  memberStart: Int32Array,
  member: Int32Array,
  maxEntries: number,
): Generator<readonly [from: number, to: number]> {
  const groups = memberStart.length - 1;
  let [from, held] = [0, 0];
  for (let group = 0; group < groups; group++) {
    let entries = 0;
    for (let m = memberStart[group]!; m < memberStart[group + 1]!; m++) {
      const entity = member[m]!;
      entries += start[firstGroup[entity + 1]!]! - start[firstGroup[entity]!]!;
    }
    if (group > from && held + entries > maxEntries) {
      yield [from, group];
      [from, held] = [group, 0];
    }
    held += entries;
  }
  if (from < groups) yield [from, groups];
}

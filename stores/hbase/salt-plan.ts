import { SALTS, type SaltRange } from '../../domain/salt.ts';
import { saltAt } from '../row-key.ts';

/**
 * Salt ranges in order that cover all salts: cut where the regions begin, the widest ones in halves until there are at least so many.
 * A region that begins in the middle of a salt is rounded up to the next.
 */
export function planSalts(regionStarts: readonly Uint8Array[], least: number): SaltRange[] {
  const edges = new Set([0, SALTS]);
  for (const start of regionStarts) edges.add(firstSalt(start));
  let ranges = edgesToRanges([...edges].sort((a, b) => a - b));
  while (ranges.length < least && ranges.length < SALTS) ranges = halved(ranges, least - ranges.length);
  return ranges;
}

/** At most `count` of the widest ranges in two. */
function halved(ranges: readonly SaltRange[], count: number): SaltRange[] {
  const widest = ranges.reduce((most, range) => Math.max(most, widthOf(range)), 0);
  let left = count;
  return ranges.flatMap(({ from, to }) => {
    if (left === 0 || to - from < 2 || (to - from) * 2 <= widest) return [{ from, to }];
    left--;
    const middle = Math.floor((from + to) / 2);
    return [
      { from, to: middle },
      { from: middle, to },
    ];
  });
}

function firstSalt(start: Uint8Array): number {
  if (start.length === 0) return 0;
  const key = Buffer.concat([start, Buffer.alloc(2)]);
  const salt = saltAt(key);
  return key.subarray(2, start.length).some((byte) => byte > 0) ? Math.min(SALTS, salt + 1) : salt;
}

const edgesToRanges = (edges: readonly number[]): SaltRange[] =>
  edges.slice(1).map((to, i) => ({ from: edges[i] ?? 0, to }));

const widthOf = ({ from, to }: SaltRange): number => to - from;

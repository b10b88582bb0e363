/**
 * Dictionary id to place in the plan's `bases`: a hash table with open addressing in one Int32Array, pairs of (id, place + 1), 0 for free.
 * Every entry that is read asks it, so it costs one multiplication and mostly one look.
 */
export interface BaseLookup {
  readonly pairs: Int32Array;
  /** 32 minus the logarithm of the number of pairs. */
  readonly shift: number;
}

/** Fibonacci hashing: the golden ratio spreads the runs of neighbouring ids that dictionaries have. */
const SPREAD = 0x9e3779b1;

/** @param ids u32, each once */
export function baseLookup(ids: readonly number[]): BaseLookup {
  const bits = Math.max(4, 34 - Math.clz32(ids.length));
  const lookup = { pairs: new Int32Array(2 << bits), shift: 32 - bits };
  for (const [place, id] of ids.entries()) {
    const free = slotOf(lookup, id);
    lookup.pairs[free] = id;
    lookup.pairs[free + 1] = place + 1;
  }
  return lookup;
}

/** -1 for an id that is not there. */
export const baseAt = (lookup: BaseLookup, id: number): number => lookup.pairs[slotOf(lookup, id) + 1]! - 1;

function slotOf({ pairs, shift }: BaseLookup, id: number): number {
  const key = id | 0;
  let slot = (Math.imul(key, SPREAD) >>> shift) << 1;
  while (pairs[slot + 1] !== 0 && pairs[slot] !== key) slot = (slot + 2) & (pairs.length - 1);
  return slot;
}

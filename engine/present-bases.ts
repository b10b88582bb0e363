/**
 * Which base rows an entity has entries of, and how many: a bit and a number a base row, so that the base rows it has come out in order without
 * sorting, and the others cost a thirty-second of a step.
 */
export interface PresentBases {
  readonly bits: Int32Array;
  /** Int32Array[bases]: first how many entries, then, from groupsOf on, the place of the next one. */
  readonly next: Int32Array;
}

/** Of an entity without entries, in a plan of so many base rows. */
export const presentBases = (bases: number): PresentBases => ({
  bits: new Int32Array((bases + 31) >>> 5),
  next: new Int32Array(bases),
});

/**
 * Puts the groups of an entity behind the first `groups` and gives how many there are then; `start[groups]` says where its entries begin.
 * The bits are taken back, `next` is for the caller to take back.
 */
export function groupsOf({ bits, next }: PresentBases, base: Int32Array, start: Int32Array, groups: number): number {
  let at = start[groups]!;
  for (let word = 0; word < bits.length; word++) {
    for (let left = bits[word]!; left !== 0; left &= left - 1) {
      const one = (word << 5) + 31 - Math.clz32(left & -left);
      base[groups] = one;
      groups += 1;
      const entries = next[one]!;
      next[one] = at;
      at += entries;
      start[groups] = at;
    }
    bits[word] = 0;
  }
  return groups;
}

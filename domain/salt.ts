/**
 * Every row of a store is keyed by salt + id, so that ids spread evenly and a shard is a range of salts.
 * 65,536 salts: enough to cut 50 million ids into shards of under a thousand.
 */
export const SALTS = 65_536;

/** Salts from `from` up to but not including `to`. */
export interface SaltRange {
  readonly from: number;
  readonly to: number;
}

const encoder = new TextEncoder();

/** The salt of an id, 0 to 65,535: FNV-1a over its UTF-8 bytes, mixed (murmur3's finalizer), upper half. Part of the stored format. */
export function saltOf(id: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) {
    const unit = id.charCodeAt(i);
    if (unit > 0x7f) return mixed(encoder.encode(id).reduce(hashed, 0x811c9dc5));
    h = hashed(h, unit);
  }
  return mixed(h);
}

const hashed = (h: number, byte: number): number => Math.imul(h ^ byte, 0x01000193);

function mixed(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 16;
}

/** `count` ranges of nearly equal width that cover all salts in order. */
export const saltRanges = (count: number): SaltRange[] => Array.from({ length: count }, (_, i) => saltRange(i, count));

/** The i-th of `count` such ranges, from 0. */
export const saltRange = (i: number, count: number): SaltRange => ({
  from: Math.floor((i * SALTS) / count),
  to: Math.floor(((i + 1) * SALTS) / count),
});

/** Accepted rows are hashed in this many ranges, and the hashes hashed together; the number is part of the definition of a night's hash. */
export const ROW_RANGES = 64;

/** What a run that begins is cut by. Its snapshot notes it, so that a replay is cut as the run was, whatever stands here by then. */
export const IDS_A_SHARD = 4096;

/**
 * How many shards `ids` ids are cut into: a power of two, the least that leaves `idsAShard` a shard at most, on average.
 * It depends on nothing else, because a shard is a part of the night's files and a night is a pure function of its inputs.
 */
export function shardCount(ids: number, idsAShard: number): number {
  let count = 1;
  while (count * idsAShard < ids && count < SALTS) count *= 2;
  return count;
}

/**
 * How often values of about the same size came: counts by bucket, where a bucket is what a double's leading bits say. The buckets are the same
 * in every night, so two sketches can be compared, and parts of one can be added in any order with the same result.
 */
export interface ValueSketch {
  /** Buckets that have a value, ascending; their order is that of the values. */
  readonly at: readonly number[];
  /** Values in each. */
  readonly n: readonly number[];
}

export const EMPTY_SKETCH: ValueSketch = { at: [], n: [] };

/** Bits of the mantissa that tell buckets apart: each power of two is cut into 2 to that power. */
export const FEATURE_BITS = 4;
/** Finer: scores lie close to one another. */
export const SCORE_BITS = 7;

/** Bits of the mantissa in the upper word of a double. */
const WORD_BITS = 20;
const words = new DataView(new ArrayBuffer(8));

/** The bucket of a finite value: 0 for zero, and `-b` for `-value` where `b` is that of the value. */
export function bucketOf(value: number, bits: number): number {
  words.setFloat64(0, value);
  const high = words.getInt32(0);
  const size = (high & 0x7fff_ffff) >> (WORD_BITS - bits);
  return high < 0 ? 0 - size : size;
}

/** Counts by bucket, in any order. */
export const sketchOf = (counts: ReadonlyMap<number, number>): ValueSketch => {
  const at = Array.from(counts.keys()).sort((a, b) => a - b);
  return { at, n: at.map((bucket) => counts.get(bucket) ?? 0) };
};

export const sketchTotal = ({ n }: ValueSketch): number => n.reduce((sum, count) => sum + count, 0);

/** The values of all of them together. */
export function mergedSketch(sketches: readonly ValueSketch[]): ValueSketch {
  if (sketches.length === 1 && sketches[0]) return sketches[0];
  const counts = new Map<number, number>();
  for (const { at, n } of sketches)
    for (const [i, bucket] of at.entries()) counts.set(bucket, (counts.get(bucket) ?? 0) + (n[i] ?? 0));
  return sketchOf(counts);
}

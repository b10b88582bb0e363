import { bucketOf, FEATURE_BITS, sketchOf, type ValueSketch } from '../domain/value-sketch.ts';
import type { LibsvmRows } from './libsvm-rows.ts';

/** Counts the values of LibSVM rows by column and bucket, as far as `columns`, from 1. */
export interface ValueTally {
  add(rows: LibsvmRows): void;
  /** The sketch of a column that has had a value. */
  sketch(column: number): ValueSketch | undefined;
}

/** Counts of buckets `from`, from + 1 … */
interface Counts {
  from: number;
  counts: Uint32Array;
}

/** Room beyond the buckets that were seen, so that a window seldom grows. */
const SLACK = 32;

export function valueTally(columns: number): ValueTally {
  const zeros = new Uint32Array(columns + 1);
  // Zero lies far from every other bucket, and negative ones from positive ones: apart, each window stays as narrow as its values.
  const positive = windows(columns);
  const negative = windows(columns);
  return {
    add({ column, value }) {
      for (let cell = 0; cell < column.length; cell++) {
        const place = column[cell]!;
        if (place > columns) continue;
        const bucket = bucketOf(value[cell]!, FEATURE_BITS);
        if (bucket === 0) zeros[place]! += 1;
        else count(bucket > 0 ? positive[place]! : negative[place]!, bucket);
      }
    },
    sketch(column) {
      const found = new Map<number, number>();
      if ((zeros[column] ?? 0) > 0) found.set(0, zeros[column]!);
      for (const window of [positive[column], negative[column]])
        for (const [i, n] of window?.counts.entries() ?? []) if (n > 0) found.set(window!.from + i, n);
      return found.size > 0 ? sketchOf(found) : undefined;
    },
  };
}

const windows = (columns: number): Counts[] =>
  Array.from({ length: columns + 1 }, () => ({ from: 0, counts: new Uint32Array(0) }));

function count(window: Counts, bucket: number): void {
  let at = bucket - window.from;
  if (at < 0 || at >= window.counts.length) {
    widen(window, bucket);
    at = bucket - window.from;
  }
  window.counts[at]! += 1;
}

function widen(window: Counts, bucket: number): void {
  const { from, counts } = window;
  const first = counts.length === 0 ? bucket : Math.min(from, bucket);
  const last = counts.length === 0 ? bucket : Math.max(from + counts.length - 1, bucket);
  window.from = first - SLACK;
  window.counts = new Uint32Array(last - first + 1 + 2 * SLACK);
  if (counts.length > 0) window.counts.set(counts, from - window.from);
}

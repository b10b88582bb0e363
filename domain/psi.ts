import type { ValueSketch } from './value-sketch.ts';

/** What a population stability index says, and what chance alone would say. */
export interface Psi {
  /** Sum over the bins of (share now - share before) · ln(share now / share before): 0 where nothing moved. */
  readonly value: number;
  /** What it stays below in 999 of 1,000 cases where nothing changed, for so many values in so many bins. */
  readonly chance: number;
}

const BINS = 10;
/** Stands for what an empty bin might have held, so that no share is 0. */
const HALF = 0.5;
/** Quantile of the normal distribution at 0.999. */
export const RARE = 3.09;

/**
 * The index of two distributions over the deciles of the first, and what lies outside of them.
 * @param before the values of all `nights` together, which are counted as one as they are mostly of the same entities
 * @returns undefined where one of them has no value
 */
export function psi(before: ValueSketch, nights: number, now: ValueSketch): Psi | undefined {
  const edges = decileEdges(before);
  if (edges.length === 0 || now.at.length === 0) return undefined;
  const [was, is] = [binned(before, edges), binned(now, edges)];
  const bins = was.map((n, i) => [n, is[i] ?? 0] as const).filter(([a, b]) => a + b > 0);
  const [total, totalNow] = [sum(was), sum(is)];
  let value = 0;
  for (const [a, b] of bins) {
    const shareBefore = (a + HALF) / (total + HALF * bins.length);
    const shareNow = (b + HALF) / (totalNow + HALF * bins.length);
    value += (shareNow - shareBefore) * Math.log(shareNow / shareBefore);
  }
  return { value, chance: chiSquare(bins.length - 1) * (nights / total + 1 / totalNow) };
}

/** The last bucket of each bin, after the one before the first value: bins hold a tenth of the values or more, and a bucket is never cut. */
function decileEdges(sketch: ValueSketch): number[] {
  const total = sum(sketch.n);
  const edges = sketch.at.slice(0, 1).map((first) => first - 1);
  let [seen, next] = [0, total / BINS];
  for (const [i, bucket] of sketch.at.entries()) {
    seen += sketch.n[i] ?? 0;
    if (seen < next && i < sketch.at.length - 1) continue;
    edges.push(bucket);
    next = (Math.floor((seen * BINS) / total) + 1) * (total / BINS);
  }
  return edges;
}

/** Counts of: below the first value before, each bin, above the last. Two sketches are cut alike as the first one says. */
function binned({ at, n }: ValueSketch, edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length + 1).fill(0);
  let bin = 0;
  for (const [i, bucket] of at.entries()) {
    while (bin < edges.length && bucket > (edges[bin] ?? 0)) bin += 1;
    counts[bin] = (counts[bin] ?? 0) + (n[i] ?? 0);
  }
  return counts;
}

/** The chi-squared quantile at 0.999 (Wilson and Hilferty). */
const chiSquare = (degrees: number): number => {
  if (degrees < 1) return 0;
  const spread = 2 / (9 * degrees);
  return degrees * (1 - spread + RARE * Math.sqrt(spread)) ** 3;
};

const sum = (counts: readonly number[]): number => counts.reduce((total, n) => total + n, 0);

import type { ScoreColumn } from './explain-trees.ts';

/** From so many present features on, orders are drawn instead of all sets. */
const MOST_EXACT = 10;
/** Half of them drawn, half the same backwards, which takes most of the chance out. */
const ORDERS = 64;
const ROWS_A_CALL = 512;

/**
 * Shapley values of any model against a row without features: v(S) is the score when only the features in S have the row's values and all
 * others are absent. Absent features are 0 by that. Exact for a row with few features; else the mean over orders drawn with a fixed seed, so
 * that the same row has the same values everywhere; they add up to the score exactly in both cases.
 * Source: Castro, Gómez and Tejada, "Polynomial calculation of the Shapley value based on sampling", 2009; antithetic orders: Mitchell et al., 2022.
 * Gives Float64Array[width + 1], last the score of a row without features.
 */
export async function subsetShapley(row: Float32Array, absent: number, score: ScoreColumn): Promise<Float64Array> {
  const width = row.length;
  const filler = Math.fround(absent);
  const present = [...row.keys()].filter((i) => !Object.is(row[i], filler) && row[i] !== filler);
  const values = new Float64Array(width + 1);
  const scores = scoresOfSets(row, absent, score);
  const sets = present.length <= MOST_EXACT ? allSets(present) : undefined;
  if (sets) addExact(present, await scores(sets), values);
  else await addSampled(present, scores, values);
  return values;
}

type SetScores = (sets: readonly (readonly number[])[]) => Promise<Float64Array>;

function scoresOfSets(row: Float32Array, absent: number, score: ScoreColumn): SetScores {
  return async (sets) => {
    const scores = new Float64Array(sets.length);
    for (let from = 0; from < sets.length; from += ROWS_A_CALL) {
      const batch = sets.slice(from, from + ROWS_A_CALL);
      const input = new Float32Array(batch.length * row.length).fill(absent);
      for (const [i, set] of batch.entries())
        for (const feature of set) input[i * row.length + feature] = row[feature] ?? absent;
      scores.set(await score(input, batch.length), from);
    }
    return scores;
  };
}

/** Set s holds the features whose bits s has. */
const allSets = (features: readonly number[]): number[][] =>
  Array.from({ length: 2 ** features.length }, (_, bits) => features.filter((_feature, i) => (bits >> i) & 1));

function addExact(features: readonly number[], scores: Float64Array, values: Float64Array): void {
  const count = features.length;
  const shares = Array.from({ length: count }, () => 1 / count);
  for (let size = 1; size < count; size++) shares[size] = ((shares[size - 1] ?? 0) * size) / (count - size);
  for (const [i, feature] of features.entries()) {
    for (let bits = 0; bits < scores.length; bits++) {
      if ((bits >> i) & 1) continue;
      const gain = (scores[bits | (1 << i)] ?? 0) - (scores[bits] ?? 0);
      values[feature] = (values[feature] ?? 0) + (shares[bitsIn(bits)] ?? 0) * gain;
    }
  }
  values[values.length - 1] = scores[0] ?? 0;
}

async function addSampled(features: readonly number[], scores: SetScores, values: Float64Array): Promise<void> {
  const [nothing = 0, everything = 0] = await scores([[], features]);
  const draw = drawer();
  for (let drawn = 0; drawn < ORDERS; drawn += 2) {
    const order = draw(features);
    for (const one of [order, order.toReversed()]) {
      const between = await scores(one.slice(0, -1).map((_, i) => one.slice(0, i + 1)));
      for (const [i, feature] of one.entries()) {
        const before = i === 0 ? nothing : (between[i - 1] ?? 0);
        const after = i === one.length - 1 ? everything : (between[i] ?? 0);
        values[feature] = (values[feature] ?? 0) + (after - before) / ORDERS;
      }
    }
  }
  values[values.length - 1] = nothing;
}

/** Orders drawn by Fisher and Yates from a fixed seed. */
function drawer(): (features: readonly number[]) => number[] {
  let state = 20_120_115;
  const next = (below: number): number => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
  return (features) => {
    const order = [...features];
    for (let i = order.length - 1; i > 0; i--) {
      const j = next(i + 1);
      [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
    }
    return order;
  };
}

function bitsIn(number: number): number {
  let bits = 0;
  for (let rest = number; rest > 0; rest >>= 1) bits += rest & 1;
  return bits;
}

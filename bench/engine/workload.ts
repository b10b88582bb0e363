import { DAYS, IDS_A_BLOCK, WINDOWS, type EntryBlock } from './entries.ts';

export const FEATURES = 100;

export interface Shape {
  readonly features: number;
  /** Entries an id, about; the mean lies a quarter of the way from the fewest to the most. */
  readonly fewest: number;
  readonly most: number;
}

const USUAL: Shape = { features: FEATURES, fewest: 16, most: 420 };
/** Bends the number of entries an id: the mean of u³ is a quarter. */
const SKEW = 3;
const LONGEST = WINDOWS[5];

/**
 * The generated population: ids with 16 to 420 values, 117 on average, over 100 features of which some are common and most are rare, on any of
 * 365 days. Of 20 features 12 are small whole numbers, 5 amounts with cents, 3 doubles with all their digits. The same seed gives the same.
 */
export function* generatedBlocks(ids: number, shape = USUAL, seed = 1): Generator<EntryBlock> {
  const random = randomOf(seed);
  const key = new Int32Array(IDS_A_BLOCK * shape.most);
  for (let firstId = 0; firstId < ids; firstId += IDS_A_BLOCK) {
    const count = Math.min(IDS_A_BLOCK, ids - firstId);
    const start = new Int32Array(count + 1);
    let at = 0;
    for (let i = 0; i < count; i++) {
      at = placeId(shape, random, key, at);
      start[i + 1] = at;
    }
    const feature = new Uint16Array(at);
    const back = new Int16Array(at);
    const value = new Float64Array(at);
    for (let e = 0; e < at; e++) {
      const k = key[e] ?? 0;
      feature[e] = Math.floor(k / (DAYS + 1));
      back[e] = k % (DAYS + 1);
      value[e] = valueOf(feature[e] ?? 0, random);
    }
    yield { firstId, ids: count, start, feature, back, value };
  }
}

/** Puts one id's distinct (feature, day) pairs at `at`, sorted; gives the place behind them. */
function placeId({ features, fewest, most }: Shape, random: () => number, key: Int32Array, at: number): number {
  const wanted = fewest + Math.floor((most + 1 - fewest) * random() ** SKEW);
  for (let n = 0; n < wanted; n++) {
    const feature = Math.floor(features * random() ** 2);
    // The first lies in the longest window, so that no id is without a feature.
    const back = 1 + Math.floor((n === 0 ? LONGEST : DAYS) * random());
    key[at + n] = feature * (DAYS + 1) + back;
  }
  const mine = key.subarray(at, at + wanted).sort();
  let kept = 0;
  for (let n = 0; n < wanted; n++) if (n === 0 || mine[n] !== mine[kept - 1]) mine[kept++] = mine[n] ?? 0;
  return at + kept;
}

function valueOf(feature: number, random: () => number): number {
  const kind = feature % 20;
  if (kind < 12) return Math.floor(12 * random() ** 2);
  return kind < 17 ? Math.round(random() * 1e6) / 100 : random() * 1000;
}

/** Mulberry32: 32 bits of state, uniform in [0, 1). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

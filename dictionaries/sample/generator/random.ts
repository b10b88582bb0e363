/** Draws of one seeded stream; the same seed and stream give the same draws on every machine. */
export interface Random {
  /** At least 0, below 1. */
  uniform(): number;
  /** Mean 0, standard deviation 1. */
  normal(): number;
  /** How many times something happens that happens `mean` times on average. */
  poisson(mean: number): number;
  chance(probability: number): boolean;
  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number;
  pick<T>(from: readonly [T, ...T[]]): T;
}

/**
 * Streams are independent: an opportunity drawn from its own stream stays the same however many others there are.
 * Generator: sfc32 (Chris Doty-Humphrey, PractRand), seeded through the finalizer of murmur3.
 */
export function randomOf(seed: number, stream: number): Random {
  const next = sfc32(mixed(seed), mixed(stream + 1), mixed(seed ^ (stream + 2)));
  const uniform = (): number => next() / 4_294_967_296;

  const normal = (): number => {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    return radius * Math.cos(2 * Math.PI * uniform());
  };
  const poisson = (mean: number): number => {
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = uniform(); product > limit; product *= uniform()) count += 1;
    return count;
  };
  const whole = (from: number, to: number): number => from + Math.floor(uniform() * (to - from + 1));
  const chance = (probability: number): boolean => uniform() < probability;
  const pick = <T>(from: readonly [T, ...T[]]): T => from[whole(0, from.length - 1)] ?? from[0];
  return { uniform, normal, poisson, chance, whole, pick };
}

function sfc32(first: number, second: number, third: number): () => number {
  let [a, b, c, counter] = [first, second, third, 1];
  const next = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) next(); // neighbouring seeds look alike in the first draws
  return next;
}

function mixed(value: number): number {
  let h = Math.imul(value | 0, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

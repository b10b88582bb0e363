import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../../dictionaries/sample/generator/random.ts';

const draws = (seed: number, stream: number, count: number): number[] => {
  const random = randomOf(seed, stream);
  return Array.from({ length: count }, () => random.uniform());
};
const mean = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length;

describe('the sample’s draws', () => {
  it('are the same for a seed and stream, and others for another', () => {
    const any = fc.integer({ min: 0, max: 1e6 });
    fc.assert(
      fc.property(any, any, (seed, stream) => {
        expect(draws(seed, stream, 5)).toEqual(draws(seed, stream, 5));
        expect(draws(seed, stream, 5)).not.toEqual(draws(seed, stream + 1, 5));
        expect(draws(seed, stream, 5)).not.toEqual(draws(seed + 1, stream, 5));
      }),
    );
  });

  it('do not follow each other from stream to stream', () => {
    const firsts = Array.from({ length: 20_000 }, (_, stream) => draws(1, stream, 1)[0]!);
    expect(mean(firsts)).toBeCloseTo(0.5, 2);
    const products = firsts.slice(1).map((x, i) => (x - 0.5) * (firsts[i]! - 0.5));
    expect(Math.abs(mean(products))).toBeLessThan(0.002);
  });

  it('have the mean and the spread that they are asked for', () => {
    const random = randomOf(3, 0);
    const normals = Array.from({ length: 50_000 }, () => random.normal());
    expect(mean(normals)).toBeCloseTo(0, 1);
    expect(mean(normals.map((x) => x * x))).toBeCloseTo(1, 1);
    const counts = Array.from({ length: 50_000 }, () => random.poisson(1.7));
    expect(mean(counts)).toBeCloseTo(1.7, 1);
    expect(random.poisson(0)).toBe(0);
  });

  it('take every whole number of a range, both ends included', () => {
    const random = randomOf(5, 0);
    const seen = new Set(Array.from({ length: 1000 }, () => random.whole(-2, 3)));
    expect([...seen].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2, 3]);
  });
});

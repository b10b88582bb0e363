import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { psi } from '../../domain/psi.ts';
import { bucketOf, EMPTY_SKETCH, FEATURE_BITS, sketchOf, type ValueSketch } from '../../domain/value-sketch.ts';

const sketch = (values: Iterable<number>): ValueSketch => {
  const counts = new Map<number, number>();
  for (const value of values) {
    const bucket = bucketOf(value, FEATURE_BITS);
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  return sketchOf(counts);
};
const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });

/** Seeded, so that a run is like any other. */
function* normals(count: number, mean: number, seed: number): Generator<number> {
  let state = seed;
  const uniform = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  for (let i = 0; i < count; i++) yield mean + Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

describe('the population stability index', () => {
  it('is 0 for the same values, also several nights of them, and never below 0', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        expect(psi(sketch(a), 1, sketch(a))?.value).toBeCloseTo(0, 12);
        expect(psi(sketch(a), 1, sketch(b))!.value).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('is what the formula gives where two halves become a quarter and three', () => {
    const half = [...new Array<number>(5000).fill(1), ...new Array<number>(5000).fill(9)];
    const moved = [...new Array<number>(2500).fill(1), ...new Array<number>(7500).fill(9)];
    const expected = (0.25 - 0.5) * Math.log(0.25 / 0.5) + (0.75 - 0.5) * Math.log(0.75 / 0.5);
    expect(psi(sketch(half), 1, sketch(moved))!.value).toBeCloseTo(expected, 3);
  });

  it('sees a mean that moves by half a deviation, and by none', () => {
    const before = sketch(normals(20_000, 10, 1));
    expect(psi(before, 1, sketch(normals(20_000, 10, 2)))!.value).toBeLessThan(0.01);
    // between normals of deviation 1 it is the square of the distance of their means, and deciles see most of it
    const moved = psi(before, 1, sketch(normals(20_000, 10.5, 3)))!.value;
    expect(moved).toBeGreaterThan(0.2);
    expect(moved).toBeLessThan(0.27);
  });

  it('sees values that lie outside of all that was, below as above', () => {
    for (const other of [3, 9]) expect(psi(sketch([5, 5, 5, 5]), 1, sketch([other, other]))!.value).toBeGreaterThan(1);
  });

  it('stays below what chance gives where nothing changed, with few values and with many', () => {
    for (const count of [20, 200, 5_000]) {
      let above = 0;
      for (let seed = 1; seed <= 200; seed++) {
        const { value, chance } = psi(sketch(normals(count, 3, seed)), 1, sketch(normals(count, 3, seed + 1_000)))!;
        if (value > chance) above += 1;
      }
      expect(above).toBeLessThanOrEqual(3);
    }
  });

  it('is none where one side has no value', () => {
    expect(psi(EMPTY_SKETCH, 0, sketch([1]))).toBeUndefined();
    expect(psi(sketch([1]), 1, EMPTY_SKETCH)).toBeUndefined();
  });
});

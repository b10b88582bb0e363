import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOf, FEATURE_BITS, mergedSketch, SCORE_BITS, sketchOf, sketchTotal } from '../../domain/value-sketch.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const bits = fc.constantFrom(FEATURE_BITS, SCORE_BITS);
const counts = fc.array(fc.tuple(fc.integer(), fc.integer({ min: 1, max: 99 }))).map((pairs) => new Map(pairs));

/** The value of a bucket that lies nearest to zero: its bits are the bucket's, and zeros behind them. */
function edgeOf(bucket: number, bits: number): number {
  const double = new DataView(new ArrayBuffer(8));
  double.setUint32(0, Math.abs(bucket) << (20 - bits));
  const size = double.getFloat64(0);
  return bucket < 0 ? -size : size;
}

describe('the bucket of a value', () => {
  it('keeps the order of values, and is 0 for both zeros', () => {
    fc.assert(
      fc.property(finite, finite, bits, (a, b, of) => {
        if (a <= b) expect(bucketOf(a, of)).toBeLessThanOrEqual(bucketOf(b, of));
      }),
    );
    expect([bucketOf(0, 4), bucketOf(-0, 4)]).toEqual([0, 0]);
  });

  it('is as far from zero as its value, and its edge is at most a sixteenth, or a 128th, nearer to zero', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), bits, fc.boolean(), (size, of, negative) => {
        const value = negative ? -size : size;
        const edge = edgeOf(bucketOf(value, of), of);
        expect(bucketOf(edge, of)).toBe(bucketOf(value, of));
        expect(Math.sign(edge)).toBe(Math.sign(value));
        expect(Math.abs(edge)).toBeLessThanOrEqual(size);
        expect(Math.abs(edge)).toBeGreaterThan(size * (1 - 2 ** -of));
      }),
    );
  });

  it('tells small whole numbers apart', () => {
    const small = Array.from({ length: 32 }, (_, n) => n);
    expect(new Set(small.map((n) => bucketOf(n, FEATURE_BITS))).size).toBe(32);
  });
});

describe('sketches that are added', () => {
  it('give the same in any order and grouping, and lose nothing', () => {
    fc.assert(
      fc.property(fc.array(counts, { minLength: 1 }), (maps) => {
        const sketches = maps.map(sketchOf);
        const all = mergedSketch(sketches);
        expect(mergedSketch([...sketches].reverse())).toEqual(all);
        expect(mergedSketch([mergedSketch(sketches.slice(0, 2)), ...sketches.slice(2)])).toEqual(all);
        expect(sketchTotal(all)).toBe(sketches.reduce((sum, sketch) => sum + sketchTotal(sketch), 0));
        expect(all.at).toEqual([...all.at].sort((a, b) => a - b));
      }),
    );
  });
});

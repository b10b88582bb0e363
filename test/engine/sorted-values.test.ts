import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extendSorted, openSorted, startSorted } from '../../engine/sorted-values.ts';
import { naive } from './naive.ts';

/** Few different numbers, so that ties are common; pieces on both sides of the size from which on they are merged in. */
const pieces = fc.array(fc.array(fc.integer({ min: -10, max: 9 }), { minLength: 1, maxLength: 60 }), {
  minLength: 1,
  maxLength: 8,
});

describe('sorted values', () => {
  it('are in order, with the most frequent one, the smallest on a tie, after each piece', () => {
    const sorted = openSorted(); // one for all runs, as in a batch
    fc.assert(
      fc.property(fc.integer({ min: -10, max: 9 }), pieces, (first, more) => {
        startSorted(sorted, first);
        const values = [first];
        for (const piece of more) {
          extendSorted(sorted, Float64Array.of(Number.NaN, ...piece, Number.NaN), 1, 1 + piece.length);
          values.push(...piece);
          expect([...sorted.values.subarray(0, sorted.length)]).toEqual(values.toSorted((a, b) => a - b));
          expect(sorted.mode).toBe(naive.MODE(values.map((value) => [1, value])));
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each([40, 4])('turn a tie when a smaller value gets as frequent, %i values at a time', (length) => {
    const sorted = openSorted();
    const pairAnd = (pair: number, others: number): Float64Array =>
      Float64Array.from({ length }, (_, i) => (i < 2 ? pair : others + i));
    startSorted(sorted, 100);
    extendSorted(sorted, pairAnd(50, 200), 0, length);
    expect(sorted.mode).toBe(50);
    extendSorted(sorted, pairAnd(3, 300), 0, length);
    expect(sorted.mode).toBe(3);
    extendSorted(sorted, pairAnd(70, 400), 0, length);
    expect(sorted.mode).toBe(3);
  });
});

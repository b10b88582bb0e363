import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leadNumber, withinBand } from '../../domain/lead-number.ts';

const digits = fc.integer({ min: 0, max: 15 });
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('a number as it is pushed', () => {
  it.each([
    [0.12345, 4, 0.1234],
    [0.12355, 4, 0.1236],
    [0.123450001, 4, 0.1235],
    // 0.15 and 0.35 lie below the tie as doubles, 0.45 above it: what is written decides.
    [0.15, 1, 0.2],
    [0.25, 1, 0.2],
    [0.35, 1, 0.4],
    [0.45, 1, 0.4],
    [0.5, 0, 0],
    [1.5, 0, 2],
    [2.5, 0, 2],
    [-0.00005, 4, 0],
    [-0.00015, 4, -0.0002],
    [0.99999, 4, 1],
    [9.5, 0, 10],
    [4e-9, 4, 0],
    [6e-5, 4, 0.0001],
    [5e-5, 4, 0],
    [1e21, 4, 1e21],
    [123456.789, 2, 123456.79],
    [-0, 4, 0],
  ])('%d with %d decimals is %d', (x, places, meant) => {
    expect(leadNumber(x, places)).toBe(meant);
  });

  it('is an empty field where it is not finite', () => {
    expect([Number.NaN, Infinity, -Infinity].map((x) => leadNumber(x, 4))).toEqual([null, null, null]);
  });

  it('reads back as itself, from JSON, from text with its decimals, and rounded again', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e5, max: 1e5, noNaN: true }), fc.integer({ min: 0, max: 9 }), (x, places) => {
        const pushed = leadNumber(x, places)!;
        expect(JSON.parse(JSON.stringify(pushed))).toBe(pushed);
        expect(Number(pushed.toFixed(places)) + 0).toBe(pushed);
        expect(leadNumber(pushed, places)).toBe(pushed);
      }),
    );
  });

  it('is the nearest number of so many decimals, and grows with what is rounded', () => {
    fc.assert(
      fc.property(finite, finite, digits, (a, b, places) => {
        const [low, high] = [leadNumber(Math.min(a, b), places)!, leadNumber(Math.max(a, b), places)!];
        expect(low).toBeLessThanOrEqual(high);
        const half = 0.5 * 10 ** -places;
        expect(Math.abs(leadNumber(a, places)! - a)).toBeLessThanOrEqual(half + Math.abs(a) * 2 ** -51);
      }),
    );
  });
});

describe('the band around a delivered number', () => {
  it('holds what moved by less, counted in decimals', () => {
    expect(withinBand(0.2, 0.3, 4, 0.1)).toBe(false);
    expect(withinBand(0.2, 0.2999, 4, 0.1)).toBe(true);
    expect(withinBand(0.3, 0.2, 4, 0.1)).toBe(false);
    expect(withinBand(0.5, 0.5, 4, 0)).toBe(true);
    expect(withinBand(0.5, 0.5001, 4, 0)).toBe(false);
  });
});

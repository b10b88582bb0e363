import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FunctionName } from '../../domain/function-name.ts';
import { deriveRows } from '../../engine/derive.ts';
import { compilePlan } from '../../engine/plan.ts';
import { baseFeature } from './dictionary-rows.ts';
import { naive, type Daily } from './naive.ts';
import { matrixFrom } from './packed-days.ts';

const DAYS_A_PIECE = 60;
const FUNCTIONS = ['MEDIAN', 'MODE', 'MIN', 'MAX'] as const satisfies readonly FunctionName[];

/** Few different numbers, so that ties are common; pieces on both sides of the size from which on they are merged in. */
const pieces = fc.array(fc.array(fc.integer({ min: -10, max: 9 }), { minLength: 1, maxLength: DAYS_A_PIECE }), {
  minLength: 1,
  maxLength: 8,
});

/** The functions over windows that take in one piece more each. */
function overPieces(all: readonly (readonly number[])[]): { actual: number[]; expected: number[] } {
  const plan = compilePlan([
    baseFeature({ windowDays: all.map((_, p) => (p + 1) * DAYS_A_PIECE), functions: FUNCTIONS }),
  ]);
  const daily = all.map((piece, p) => piece.map((value, i): Daily => [p * DAYS_A_PIECE + i + 1, value]));
  const { rows } = deriveRows(plan, matrixFrom([[daily.flat()]]), ['id']);
  const expected = daily.flatMap((_, p) => FUNCTIONS.map((name) => naive[name](daily.slice(0, p + 1).flat())));
  return { actual: [...rows.value], expected };
}

describe('sorted values', () => {
  it('are in order, with the most frequent one, the smallest on a tie, after each piece', () => {
    fc.assert(
      fc.property(pieces, (all) => {
        const { actual, expected } = overPieces(all);
        expect(actual).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it.each([40, 4])('turn a tie when a smaller value gets as frequent, %i values at a time', (length) => {
    const pairAnd = (pair: number, others: number): number[] =>
      Array.from({ length }, (_, i) => (i < 2 ? pair : others + i));
    const { actual, expected } = overPieces([[100], pairAnd(50, 200), pairAnd(3, 300), pairAnd(70, 400)]);
    expect(actual).toEqual(expected);
    expect(actual.filter((_, i) => i % FUNCTIONS.length === 1)).toEqual([100, 50, 3, 3]);
  });
});

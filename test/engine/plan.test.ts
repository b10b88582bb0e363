import { describe, expect, it } from 'vitest';
import { derivedNamesOf } from '../../domain/dictionary.ts';
import { baseAt } from '../../engine/base-lookup.ts';
import { compilePlan } from '../../engine/plan.ts';
import { attributeFeature, baseFeature } from './dictionary-rows.ts';

const rows = [
  baseFeature({ id: 40, name: 'a', functions: ['COUNT', 'MODE'], windowDays: [3, 7] }),
  attributeFeature('stage', ['x'], 41),
  baseFeature({ id: 12, name: 'b', functions: ['STD'], windowDays: [2, 30, 90], windowKind: 'disjoint' }),
];

describe('compilePlan', () => {
  const plan = compilePlan(rows);

  it('numbers the slots row by row, windows outside and functions inside', () => {
    expect(plan.names).toEqual([
      ...['a_COUNT_3d', 'a_MODE_3d', 'a_COUNT_7d', 'a_MODE_7d'],
      'stage_ASOF',
      ...['b_STD_0_2d', 'b_STD_2_30d', 'b_STD_30_90d'],
    ]);
    expect(plan.names).toEqual(rows.flatMap(derivedNamesOf));
    expect(plan.bases.map(({ firstSlot }) => firstSlot)).toEqual([0, 5]);
    expect(plan.attributes.map(({ slot }) => slot)).toEqual([4]);
  });

  it('finds a base row by its dictionary id', () => {
    expect([40, 12, 41].map((id) => baseAt(plan.lookup, id))).toEqual([0, 1, -1]);
  });

  it('keeps moments and sorted values only for rows that need them', () => {
    expect(plan.bases.map(({ moments, sorted, disjoint }) => ({ moments, sorted, disjoint }))).toEqual([
      { moments: false, sorted: true, disjoint: false },
      { moments: true, sorted: false, disjoint: true },
    ]);
  });

  it('reaches as deep as the longest window', () => {
    expect(plan.depth).toBe(90);
    expect(plan.bases.map(({ depth }) => depth)).toEqual([7, 90]);
    expect(compilePlan([attributeFeature('stage')]).depth).toBe(0);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BaseFeature } from '../../domain/dictionary.ts';
import { FUNCTION_NAMES, type FunctionName } from '../../domain/function-name.ts';
import { deriveRows } from '../../engine/derive.ts';
import { functions } from '../../engine/functions.ts';
import { compilePlan } from '../../engine/plan.ts';
import { dailyValues, pooledValues } from './daily-values.ts';
import { baseFeature } from './dictionary-rows.ts';
import { naive, naiveFeatures, type Daily, type NaiveFeature } from './naive.ts';
import { matrixFrom } from './packed-days.ts';
import { cellsOf } from './row-cells.ts';

const registered = Object.keys(functions) as FunctionName[];

const derived = (rows: readonly BaseFeature[], values: readonly (readonly Daily[])[]): Record<string, number> => {
  const plan = compilePlan(rows);
  return cellsOf(plan, deriveRows(plan, matrixFrom([values]), ['id']).rows)['id']!;
};

const magnitude = (held: readonly Daily[]): number => held.reduce((sum, [, value]) => sum + Math.abs(value), 0);

/** How far a function may lie from the naive one; every function that is not here has to be equal. */
const TOLERANCES: Partial<Record<FunctionName, (exact: number, held: readonly Daily[]) => number>> = {
  SUM: (exact, held) => Math.abs(exact) * 2 ** -52 + magnitude(held) * 2 ** -90,
  MEAN: (exact, held) => Math.abs(exact) * 2 ** -51 + magnitude(held) * 2 ** -90,
  STD: (exact) => exact * 1e-12,
};

const wrong = ({ name, fn, held }: NaiveFeature, actual: number | undefined): string[] => {
  const expected = naive[fn](held) + 0;
  const near = actual !== undefined && Math.abs(actual - expected) <= (TOLERANCES[fn]?.(expected, held) ?? 0);
  return near ? [] : [`${name} is ${String(actual)}, not ${expected}`];
};

const rowOf = (
  windowDays: number[],
  windowKind: BaseFeature['windowKind'],
  chosen: readonly FunctionName[] = registered,
): BaseFeature => baseFeature({ windowDays, windowKind, functions: chosen });
const windowDays = fc
  .uniqueArray(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 8 })
  .map((days) => days.toSorted((a, b) => a - b));
const windowKind = fc.constantFrom('trailing' as const, 'disjoint' as const);

/** Values by their place, on which something is known to go wrong when it goes wrong. */
const TEN_THOUSAND: Record<string, (i: number) => number> = {
  'amounts that repeat': (i) => 1e7 + ((i * 7919) % 1000) / 8,
  'all different': (i) => ((i * 7919) % 10_007) * 1.1,
  'close together and far from 0': (i) => 1e15 + ((i * 7919) % 41) / 8,
  'all equal': () => 0.1,
  'zeros of both signs': (i) => (i % 3 === 0 ? -0 : 0),
  'that cancel': (i) => [1e16, 1, -1e16, 0.1, -1][i % 5]!,
  'small beside large': (i) => (i % 100 === 0 ? 1e15 : 0.3),
  // All different, but for 50, 40, 30 and 20, which come twice each on days 1, 11, 21 and 31.
  'in ties that a later day turns': (i) => (i < 80 && i % 10 === 0 ? 50 - (i % 40) : 1_000 + i),
};

describe('every registered function', () => {
  it('is one that the dictionary may name, and the other way round', () => {
    expect(registered.toSorted()).toEqual(FUNCTION_NAMES.toSorted());
  });

  it.each(registered)('%s is the naive one, in all windows of both kinds', (fn) => {
    fc.assert(
      fc.property(fc.oneof(dailyValues, pooledValues), windowDays, windowKind, (daily, days, kind) => {
        const row = rowOf(days, kind, [fn]);
        const expected = naiveFeatures(row, daily);
        const actual = derived([row], [daily]);
        expect(expected.flatMap((feature) => wrong(feature, actual[feature.name]))).toEqual([]);
        expect(Object.keys(actual)).toEqual(expected.map(({ name }) => name));
      }),
      { numRuns: 300 },
    );
  });

  it.each(Object.entries(TEN_THOUSAND))('of 10,000 values, %s, is the naive one', (_, valueAt) => {
    const daily = Array.from({ length: 10_000 }, (__, i): Daily => [1 + (i % 40), valueAt(i)]);
    const row = rowOf([7, 30, 40], 'trailing');
    const actual = derived([row], [daily]);
    expect(naiveFeatures(row, daily).flatMap((feature) => wrong(feature, actual[feature.name]))).toEqual([]);
  });

  it('is the same alone and beside all others', () => {
    fc.assert(
      fc.property(pooledValues, windowDays, windowKind, (daily, days, kind) => {
        const alone = registered.map((fn) => derived([rowOf(days, kind, [fn])], [daily]));
        const together = derived([rowOf(days, kind)], [daily]);
        expect(together).toEqual(Object.assign({}, ...alone));
      }),
      { numRuns: 50 },
    );
  });
});

describe('windows', () => {
  it('nested are what each would be computed alone, to the last bit', () => {
    fc.assert(
      fc.property(pooledValues, windowDays, (daily, days) => {
        const alone = days.map((day) => derived([rowOf([day], 'trailing')], [daily]));
        expect(derived([rowOf(days, 'trailing')], [daily])).toEqual(Object.assign({}, ...alone));
      }),
      { numRuns: 100 },
    );
  });

  it('that do not overlap see nothing of each other', () => {
    fc.assert(
      fc.property(pooledValues, windowDays, (daily, days) => {
        const alone = days.map((day, i) => {
          const held = daily.filter(([back]) => back > (days[i - 1] ?? 0) && back <= day);
          return derived([rowOf(days, 'disjoint')], [held]);
        });
        expect(derived([rowOf(days, 'disjoint')], [daily])).toEqual(Object.assign({}, ...alone));
      }),
      { numRuns: 100 },
    );
  });

  it('without a value have no feature, COUNT and SUM neither; a value of 0 is one', () => {
    const trailing = derived([rowOf([3, 7], 'trailing', ['COUNT', 'SUM'])], [[[5, 0]]]);
    expect(trailing).toEqual({ call_COUNT_7d: 1, call_SUM_7d: 0 });
    const disjoint = derived([rowOf([3, 7, 9], 'disjoint', ['COUNT', 'SUM'])], [[[5, 0]]]);
    expect(disjoint).toEqual({ call_COUNT_3_7d: 1, call_SUM_3_7d: 0 });
  });

  it('hold both their first and their last day', () => {
    const daily: Daily[] = [
      [1, 1],
      [3, 10],
      [4, 100],
      [7, 1000],
      [8, 10000],
    ];
    expect(derived([rowOf([3, 7], 'trailing', ['SUM'])], [daily])).toEqual({ call_SUM_3d: 11, call_SUM_7d: 1111 });
    expect(derived([rowOf([3, 7], 'disjoint', ['SUM'])], [daily])).toEqual({ call_SUM_0_3d: 11, call_SUM_3_7d: 1100 });
  });
});

describe('deriveRows', () => {
  it('gives a row an entity in the order of ids, slots ascending, also an empty one', () => {
    const rows = [
      rowOf([3], 'trailing'),
      baseFeature({ id: 8, name: 'b', windowDays: [2, 9], windowKind: 'disjoint' }),
    ];
    const plan = compilePlan(rows);
    const entity = fc.tuple(dailyValues, dailyValues);
    fc.assert(
      fc.property(fc.array(entity, { maxLength: 6 }), (entities) => {
        const ids = entities.map((_, i) => `o${i}`);
        const { rows: block } = deriveRows(plan, matrixFrom(entities), ids);
        expect(block.ids).toEqual(ids);
        const cells = cellsOf(plan, block);
        for (const [i, values] of entities.entries()) {
          expect(cells[`o${i}`]).toEqual(derived(rows, values));
          const slots = [...block.slot.subarray(block.rowStart[i], block.rowStart[i + 1])];
          expect(slots).toEqual([...new Set(slots)].sort((a, b) => a - b));
        }
        expect(block.value.every((x) => Number.isFinite(x) && !Object.is(x, -0))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('leaves out what overflows and counts it', () => {
    const plan = compilePlan([rowOf([1, 3], 'trailing', ['COUNT', 'SUM', 'MAX', 'RANGE', 'STD'])]);
    const matrix = matrixFrom([
      [
        [
          [1, 1e308],
          [2, 1e308],
          [3, -1e308],
        ],
      ],
    ]);
    const { rows, overflowed } = deriveRows(plan, matrix, ['id']);
    expect(cellsOf(plan, rows)['id']).toEqual({
      ...{ call_COUNT_1d: 1, call_SUM_1d: 1e308, call_MAX_1d: 1e308, call_RANGE_1d: 0, call_STD_1d: 0 },
      ...{ call_COUNT_3d: 3, call_MAX_3d: 1e308 },
    });
    expect(overflowed).toEqual([0, 0, 0]);
  });

  it('has a STD of 0 where the squares are too small for a double', () => {
    const daily: Daily[] = [
      [1, 0],
      [2, 1.5e-162],
      [3, 1.5e-162],
    ];
    expect(derived([rowOf([3], 'trailing', ['STD'])], [daily])).toEqual({ call_STD_3d: 0 });
  });

  it('has nothing for a plan or a batch without anything', () => {
    const none = deriveRows(compilePlan([]), matrixFrom([[], []]), ['a', 'b']);
    expect([...none.rows.rowStart]).toEqual([0, 0, 0]);
    expect(deriveRows(compilePlan([rowOf([3], 'trailing')]), matrixFrom([]), []).rows.value).toHaveLength(0);
  });
});

describe('what a function says it is of one value', () => {
  it.each(registered.filter((fn) => functions[fn].ofOne !== undefined))('%s is', (fn) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (back, value) => {
          const { ofOne } = functions[fn];
          const said = ofOne === 'value' ? value : ofOne === 'back' ? back : ofOne;
          expect(naive[fn]([[back, value]]) + 0).toBe(said! + 0);
        },
      ),
    );
  });
});

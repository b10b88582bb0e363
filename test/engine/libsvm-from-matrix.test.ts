import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FUNCTION_NAMES } from '../../domain/function-name.ts';
import { deriveRows } from '../../engine/derive.ts';
import { matrixWriter } from '../../engine/libsvm-from-matrix.ts';
import { writeLibsvm } from '../../engine/libsvm-writer.ts';
import { matrixOf } from '../../engine/matrix-of-days.ts';
import type { Matrix } from '../../engine/matrix.ts';
import { compilePlan, type Plan } from '../../engine/plan.ts';
import { dailyValues, pooledValues } from './daily-values.ts';
import { baseFeature } from './dictionary-rows.ts';
import { matrixFrom, packedDays, type EntityDays } from './packed-days.ts';

/** The plain way: rows as numbers, then as text. */
function plainText(plan: Plan, columnOf: Int32Array, matrix: Matrix): string {
  const ids = Array.from({ length: matrix.entities }, (_, i) => `o${i}`);
  const { rows } = deriveRows(plan, matrix, ids);
  const rowOf = Int32Array.from(ids.keys());
  return Buffer.concat([...writeLibsvm(ids, [{ block: rows, rowOf, columnOf }])]).toString();
}

const textOf = (plan: Plan, columnOf: Int32Array, matrix: Matrix): string =>
  Buffer.from(matrixWriter(plan, columnOf).write(matrix)).toString();

const days = fc
  .uniqueArray(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 6 })
  .map((list) => list.toSorted((a, b) => a - b));
const feature = fc.record({
  windowDays: days,
  windowKind: fc.constantFrom('trailing' as const, 'disjoint' as const),
  functions: fc.subarray([...FUNCTION_NAMES], { minLength: 1 }),
});
const rows = fc
  .array(feature, { minLength: 1, maxLength: 4 })
  .map((features) => features.map((parts, i) => baseFeature({ ...parts, id: i + 1, name: `f${i}` })));
/** Beyond 45 days back, which dailyValues reach, a plan of fewer days has no entry; the matrix never holds one. */
const within = (plan: Plan, matrix: Parameters<typeof matrixFrom>[0]): Matrix =>
  matrixFrom(
    matrix.map((entity) => entity.map((entries, b) => entries.filter(([back]) => back <= plan.bases[b]!.depth))),
  );

const cases = rows.chain((features) => {
  const entries = fc.oneof(dailyValues, pooledValues);
  const entity = fc.tuple(...features.map(() => entries));
  return fc.tuple(fc.constant(features), fc.array(entity, { minLength: 1, maxLength: 4 }), fc.infiniteStream(fc.nat()));
});

describe('matrixWriter', () => {
  it('writes what deriveRows and writeLibsvm write, with columns that ascend, in small and in large numbers', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom(0, 99_990, 999_990, 2_000_000_000), ([features, entities], before) => {
        const plan = compilePlan(features);
        const columnOf = Int32Array.from(plan.names.keys(), (slot) => before + slot + 1);
        const matrix = within(plan, entities);
        expect(textOf(plan, columnOf, matrix)).toBe(plainText(plan, columnOf, matrix));
      }),
      { numRuns: 200 },
    );
  });

  it('writes the same with base rows in another order, columns in any order, and slots without a column', () => {
    fc.assert(
      fc.property(cases, fc.boolean(), ([features, entities, picks], whole) => {
        const plan = compilePlan(features);
        const keys = plan.names.map((_, slot) => {
          const base = plan.bases.findLastIndex(({ firstSlot }) => firstSlot <= slot);
          return whole ? (plan.bases.length - base) * 10_000 + slot : (picks.next().value as number);
        });
        const order = [...keys.keys()].sort((a, b) => keys[a]! - keys[b]!);
        const columnOf = new Int32Array(keys.length);
        for (const [i, slot] of order.entries()) columnOf[slot] = slot % 7 === 6 ? 0 : i + 1;
        const matrix = within(plan, entities);
        expect(textOf(plan, columnOf, matrix)).toBe(plainText(plan, columnOf, matrix));
      }),
      { numRuns: 100 },
    );
  });

  it('is the same whatever was written before', () => {
    const plan = compilePlan([baseFeature({ windowDays: [3, 10, 45] })]);
    const columnOf = Int32Array.from(plan.names.keys(), (slot) => slot + 1);
    const writer = matrixWriter(plan, columnOf);
    fc.assert(
      fc.property(pooledValues, (entries) => {
        const matrix = matrixFrom([[entries]]);
        expect(Buffer.from(writer.write(matrix)).toString()).toBe(plainText(plan, columnOf, matrix));
      }),
    );
  });

  it('writes of days what it writes of their matrix, also after a cell that is torn', () => {
    const features = [
      baseFeature({ id: 7, name: 'a', windowDays: [2, 20] }),
      baseFeature({ id: 3, name: 'b', windowDays: [5, 40], windowKind: 'disjoint' }),
      baseFeature({ id: 9, name: 'c', windowDays: [1] }),
    ];
    const plan = compilePlan(features);
    const columns = Int32Array.from(plan.names.keys(), (slot) => slot + 1);
    const entries = fc.uniqueArray(
      fc.tuple(fc.constantFrom(1, 3, 7, 9), fc.oneof(fc.integer({ min: -3, max: 3 }), fc.float({ noNaN: true }))),
      { selector: ([id]) => id, minLength: 1 },
    );
    const entity = fc
      .uniqueArray(fc.record({ day: fc.integer({ min: 50, max: 102 }), entries }), { selector: ({ day }) => day })
      .map((list): EntityDays => list.toSorted((a, b) => b.day - a.day));
    for (const columnOf of [columns, columns.toReversed()]) {
      const writer = matrixWriter(plan, columnOf);
      fc.assert(
        fc.property(fc.array(entity), fc.nat(7), (entities, shift) => {
          const cells = packedDays(entities, shift);
          const expected = textOf(plan, columnOf, matrixOf(plan, cells, 100));
          expect(Buffer.from(writer.writeDays(cells, 100)).toString()).toBe(expected);
          const torn = packedDays([[{ day: 99, entries: [[3, 1], [7, 2]] }]]); // prettier-ignore
          torn.byteStart[1]! -= 1;
          expect(() => writer.writeDays(torn, 100)).toThrow(expect.objectContaining({ code: 'BLOB_CORRUPT' }));
        }),
      );
    }
  });

  it('counts values, and those beyond the largest double, which it leaves out', () => {
    const plan = compilePlan([baseFeature({ windowDays: [3], functions: ['COUNT', 'SUM', 'MAX'] })]);
    const writer = matrixWriter(plan, Int32Array.of(1, 2, 3));
    const matrix = matrixFrom([
      [
        [
          [1, 1e308],
          [2, 1e308],
        ],
      ],
      [[]],
    ]);
    expect(Buffer.from(writer.write(matrix)).toString()).toBe('0 1:2 3:1e+308\n0\n');
    expect(writer.counts).toEqual({ values: 2, overflows: 1 });
  });

  it('takes hundreds of windows and thousands of base rows', () => {
    const windowDays = Array.from({ length: 300 }, (_, i) => i + 1);
    const features = Array.from({ length: 2_000 }, (_, i) =>
      baseFeature({
        id: i + 1,
        name: `f${i}`,
        windowDays: i % 100 === 0 ? windowDays : [7],
        functions: i % 2 === 0 ? FUNCTION_NAMES : ['SUM'],
        windowKind: i % 3 === 0 ? 'disjoint' : 'trailing',
      }),
    );
    const plan = compilePlan(features);
    const columnOf = Int32Array.from(plan.names.keys(), (slot) => slot + 1);
    const matrix = matrixFrom([
      features.map((_, i) => [
        [1 + (i % 7), i / 8],
        [7, i],
      ]),
      features.map(() => []),
    ]);
    expect(textOf(plan, columnOf, matrix)).toBe(plainText(plan, columnOf, matrix));
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveRows } from '../../engine/derive.ts';
import { groupRanges } from '../../engine/group-ranges.ts';
import type { Matrix } from '../../engine/matrix.ts';
import { compilePlan } from '../../engine/plan.ts';
import { unionOf } from '../../engine/union.ts';
import { pooledValues } from './daily-values.ts';
import { baseFeature } from './dictionary-rows.ts';
import type { Daily } from './naive.ts';
import { entriesOf, matrixFrom, runningTotals } from './packed-days.ts';

const union = (matrix: Matrix, groups: readonly (readonly number[])[]): Matrix =>
  unionOf(matrix, runningTotals(groups.map(({ length }) => length)), Int32Array.from(groups.flat()));

const plan = compilePlan([
  baseFeature({ windowDays: [3, 10, 45] }),
  baseFeature({ id: 8, name: 'b', windowDays: [5, 45], windowKind: 'disjoint' }),
]);
const bytesOf = (matrix: Matrix): string => {
  const { rows } = deriveRows(plan, matrix, Array<string>(matrix.entities).fill('o'));
  return [rows.rowStart, rows.slot, rows.value].map((part) => Buffer.from(part.buffer).toString('base64')).join();
};

const rowsOf = fc.tuple(pooledValues, pooledValues);

describe('unionOf', () => {
  it('holds the entries of all members, by days back and value', () => {
    const matrix = matrixFrom([
      [
        [
          [1, 5],
          [4, 1],
        ],
        [],
      ],
      [
        [
          [1, 3],
          [2, 9],
        ],
        [[7, 7]],
      ],
      [[], []],
    ]);
    expect(entriesOf(union(matrix, [[0, 1], [1], [], [2]]), 2)).toEqual([
      [
        [
          [1, 3],
          [1, 5],
          [2, 9],
          [4, 1],
        ],
        [[7, 7]],
      ],
      [
        [
          [1, 3],
          [2, 9],
        ],
        [[7, 7]],
      ],
      [[], []],
      [[], []],
    ]);
  });

  it('counts a member once that a group names twice, and two members with equal values twice', () => {
    const matrix = matrixFrom([[[[1, 5]]], [[[1, 5]]]]);
    const member = Int32Array.of(1, 0, 1, 1);
    expect(entriesOf(unionOf(matrix, Int32Array.of(0, 4), member), 1)).toEqual([
      [
        [
          [1, 5],
          [1, 5],
        ],
      ],
    ]);
    expect([...member]).toEqual([1, 0, 1, 1]);
  });

  it('takes a part of a longer list of groups', () => {
    const matrix = matrixFrom([[[[1, 1]]], [[[1, 2]]], [[[1, 3]]]]);
    const part = unionOf(matrix, Int32Array.of(2, 3, 5), Int32Array.of(0, 1, 2, 1, 0));
    expect(entriesOf(part, 1)).toEqual([
      [[[1, 3]]],
      [
        [
          [1, 1],
          [1, 2],
        ],
      ],
    ]);
  });

  it('orders entries by days back, then value, and by nothing else', () => {
    const sorted = (entries: readonly Daily[]): Daily[] => entries.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
    const nonzero = pooledValues.map((entries) => entries.filter(([, value]) => value !== 0));
    fc.assert(
      fc.property(fc.array(nonzero, { minLength: 1, maxLength: 12 }), (members) => {
        const matrix = matrixFrom(members.map((entries) => [entries]));
        expect(entriesOf(union(matrix, [members.map((_, i) => i)]), 1)).toEqual([[sorted(members.flat())]]);
      }),
    );
  });

  it('holds everything of a thousand members', () => {
    const members = Array.from({ length: 1_000 }, (_, i): Daily[][] => [
      [
        [1 + (i % 7), i % 13],
        [9, i],
      ],
    ]);
    const [[entries = []] = []] = entriesOf(union(matrixFrom(members), [members.map((_, i) => i)]), 1);
    expect(entries).toHaveLength(2_000);
    expect(entries.filter(([back]) => back === 9).map(([, value]) => value)).toEqual(members.map((_, i) => i));
    expect(entries[0]).toEqual([1, 0]);
  });

  it('is the same whatever the order of members', () => {
    const input = fc.array(rowsOf, { minLength: 1, maxLength: 9 }).chain((entities) => {
      const all = entities.map((_, i) => i);
      return fc.tuple(fc.constant(entities), fc.shuffledSubarray(all), fc.infiniteStream(fc.integer()));
    });
    fc.assert(
      fc.property(input, ([entities, members, keys]) => {
        const matrix = matrixFrom(entities);
        const shuffled = members
          .map((m) => [m, keys.next().value] as const)
          .sort((a, b) => a[1] - b[1])
          .map(([m]) => m);
        expect(bytesOf(union(matrix, [shuffled]))).toBe(bytesOf(union(matrix, [members])));
      }),
      { numRuns: 100 },
    );
  });

  it('is the same however the entries are split over ids', () => {
    fc.assert(
      fc.property(rowsOf, fc.integer({ min: 1, max: 12 }), fc.infiniteStream(fc.nat()), (rows, ids, picks) => {
        const split = Array.from({ length: ids }, (): [Daily[], Daily[]] => [[], []]);
        for (const base of [0, 1] as const) {
          for (const entry of rows[base]) split[picks.next().value % ids]![base].push(entry);
        }
        const whole = matrixFrom([rows]);
        expect(bytesOf(union(matrixFrom(split), [split.map((_, i) => i)]))).toBe(bytesOf(whole));
      }),
      { numRuns: 100 },
    );
  });

  it('of one id alone is the id itself', () => {
    fc.assert(fc.property(rowsOf, (rows) => bytesOf(union(matrixFrom([rows]), [[0]])) === bytesOf(matrixFrom([rows]))));
  });
});

describe('groupRanges', () => {
  it('cuts at the budget, keeps every group whole and in order', () => {
    const matrix = matrixFrom([
      [
        [
          [1, 1],
          [2, 1],
        ],
      ],
      [
        [
          [1, 1],
          [2, 1],
          [3, 1],
        ],
      ],
      [[]],
    ]);
    const groups = [[0], [1], [0, 1], [2], [], [0], [0]];
    const ranges = (max: number): unknown[] => [
      ...groupRanges(matrix, runningTotals(groups.map(({ length }) => length)), Int32Array.from(groups.flat()), max),
    ];
    expect(ranges(5)).toEqual([
      [0, 2],
      [2, 5],
      [5, 7],
    ]);
    expect(ranges(1)).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 5],
      [5, 6],
      [6, 7],
    ]);
    expect(ranges(1_000)).toEqual([[0, 7]]);
    expect([...groupRanges(matrix, Int32Array.of(0), new Int32Array(), 5)]).toEqual([]);
  });

  it('covers all groups with unions that stay within the budget unless one group alone is larger', () => {
    const groups = fc.array(fc.uniqueArray(fc.nat(4), { maxLength: 5 }), { maxLength: 30 });
    fc.assert(
      fc.property(
        fc.array(rowsOf, { minLength: 5, maxLength: 5 }),
        groups,
        fc.integer({ min: 1, max: 400 }),
        (entities, members, max) => {
          const matrix = matrixFrom(entities);
          const start = runningTotals(members.map(({ length }) => length));
          const member = Int32Array.from(members.flat());
          const parts = [...groupRanges(matrix, start, member, max)].map(([from, to]) => {
            const part = unionOf(matrix, start.subarray(from, to + 1), member);
            expect(part.value.length <= max || to - from === 1).toBe(true);
            return entriesOf(part, 2);
          });
          expect(parts.flat()).toEqual(entriesOf(unionOf(matrix, start, member), 2));
        },
      ),
      { numRuns: 50 },
    );
  });
});

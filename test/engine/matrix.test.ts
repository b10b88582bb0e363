import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matrixOf } from '../../engine/matrix-of-days.ts';
import { compilePlan } from '../../engine/plan.ts';
import { attributeFeature, baseFeature } from './dictionary-rows.ts';
import type { Daily } from './naive.ts';
import { entriesOf, packedDays, type EntityDays } from './packed-days.ts';

const plan = compilePlan([
  baseFeature({ id: 20, name: 'a', windowDays: [2, 5] }),
  baseFeature({ id: 10, name: 'b', windowDays: [9] }),
]);
const RUN_DAY = 100;

describe('matrixOf', () => {
  it('places entries by entity and base row, days back ascending', () => {
    const cells = packedDays([
      [
        {
          day: 99,
          entries: [
            [10, 1],
            [20, 2],
          ],
        },
        { day: 96, entries: [[20, 0]] },
      ],
      [],
      [{ day: 97, entries: [[10, -3]] }],
    ]);
    expect(entriesOf(matrixOf(plan, cells, RUN_DAY), 2)).toEqual([
      [
        [
          [1, 2],
          [4, 0],
        ],
        [[1, 1]],
      ],
      [[], []],
      [[], [[3, -3]]],
    ]);
  });

  it("sees yesterday to each row's depth: not the run day, nothing after it, nothing older", () => {
    const days = [101, 100, 99, 95, 94, 91, 90].map((day) => ({
      day,
      entries: [
        [10, day],
        [20, day],
      ] as const,
    }));
    expect(entriesOf(matrixOf(plan, packedDays([days]), RUN_DAY), 2)).toEqual([
      [
        [
          [1, 99],
          [5, 95],
        ],
        [
          [1, 99],
          [5, 95],
          [6, 94],
          [9, 91],
        ],
      ],
    ]);
  });

  it('passes over dictionary ids that the plan does not know', () => {
    const cells = packedDays([
      [
        {
          day: 99,
          entries: [
            [9, 1],
            [10, 2],
            [15, 3],
            [4_000_000_000, 4],
          ],
        },
      ],
    ]);
    expect(entriesOf(matrixOf(plan, cells, RUN_DAY), 2)).toEqual([[[], [[1, 2]]]]);
  });

  it('is empty for no ids, and for a plan without base rows', () => {
    expect(matrixOf(plan, packedDays([]), RUN_DAY).entities).toBe(0);
    const cells = packedDays([[{ day: 99, entries: [[10, 1]] }]]);
    const none = matrixOf(compilePlan([attributeFeature('stage')]), cells, RUN_DAY);
    expect([none.entities, none.base.length, none.value.length]).toEqual([1, 0, 0]);
  });

  it('refuses a cell that is no whole number of entries, also as the last of the batch', () => {
    const { bytes, ...cells } = packedDays([[{ day: 99, entries: [[10, 1], [20, 2]] }]]); // prettier-ignore
    for (let length = 1; length < bytes.length; length++) {
      if (length === 12) continue;
      const torn = { ...cells, byteStart: Int32Array.of(0, length), bytes: bytes.slice(0, length) };
      expect(() => matrixOf(plan, torn, RUN_DAY), `${length} bytes`).toThrow(
        expect.objectContaining({ code: 'BLOB_CORRUPT' }),
      );
    }
  });

  it('holds exactly the values that the cells hold, wherever the bytes lie and whatever was asked before', () => {
    const entries = fc.uniqueArray(
      fc.tuple(fc.constantFrom(5, 10, 20), fc.double({ noNaN: true, noDefaultInfinity: true })),
      { selector: ([id]) => id, minLength: 1 },
    );
    const entity = fc
      .uniqueArray(fc.record({ day: fc.integer({ min: 88, max: 102 }), entries }), { selector: ({ day }) => day })
      .map((days): EntityDays => days.toSorted((a, b) => b.day - a.day));
    fc.assert(
      fc.property(fc.array(entity), fc.nat(7), (entities, shift) => {
        const expected = entities.map((days) =>
          plan.bases.map(({ feature, depth }) =>
            days.flatMap(({ day, entries: all }) =>
              all
                .filter(([id]) => id === feature.id && day < RUN_DAY && day >= RUN_DAY - depth)
                .map(([, x]): Daily => [RUN_DAY - day, x]),
            ),
          ),
        );
        expect(entriesOf(matrixOf(plan, packedDays(entities, shift), RUN_DAY), 2)).toEqual(expected);
      }),
    );
  });
});

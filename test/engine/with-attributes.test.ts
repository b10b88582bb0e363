import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveRows } from '../../engine/derive.ts';
import { compilePlan } from '../../engine/plan.ts';
import { withAttributes } from '../../engine/with-attributes.ts';
import { attributeFeature, baseFeature } from './dictionary-rows.ts';
import { matrixFrom } from './packed-days.ts';
import { cellsOf } from './row-cells.ts';

const base = (id: number, name: string): ReturnType<typeof baseFeature> =>
  baseFeature({ id, name, functions: ['COUNT', 'SUM'], windowDays: [3] });
const plan = compilePlan([
  attributeFeature('first', undefined, 1),
  base(2, 'x'),
  attributeFeature('middle', ['lo', 'hi'], 3),
  base(4, 'y'),
  attributeFeature('last', undefined, 5),
]);

describe('withAttributes', () => {
  it('puts attributes at their slots, between the derived features', () => {
    const matrix = matrixFrom([
      [[[1, 5]], [[2, 6]]],
      [[], []],
      [[], [[1, 7]]],
    ]);
    const { rows } = deriveRows(plan, matrix, ['o1', 'o2', 'o3']);
    const texts = ['{"first":1,"middle":"hi","last":0}', '{"last":9,"middle":"no"}', undefined];
    const block = withAttributes(plan, rows, texts);
    expect(cellsOf(plan, block)).toEqual({
      o1: { first_ASOF: 1, x_COUNT_3d: 1, x_SUM_3d: 5, middle_ASOF: 2, y_COUNT_3d: 1, y_SUM_3d: 6, last_ASOF: 0 },
      o2: { last_ASOF: 9 },
      o3: { y_COUNT_3d: 1, y_SUM_3d: 7 },
    });
    expect([...block.slot]).toEqual([0, 1, 2, 3, 4, 5, 6, 6, 4, 5]);
  });

  it('keeps slots ascending and loses no cell, whichever attributes are there', () => {
    const attrs = fc.record(
      { first: fc.integer(), middle: fc.constantFrom('lo', 'hi'), last: fc.integer() },
      { requiredKeys: [] },
    );
    const row = fc.record({ x: fc.boolean(), y: fc.boolean(), attrs: fc.option(attrs, { nil: undefined }) });
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const matrix = matrixFrom(rows.map(({ x, y }) => [x ? [[1, 2]] : [], y ? [[1, 3]] : []]));
        const derived = deriveRows(
          plan,
          matrix,
          rows.map((_, i) => `o${i}`),
        ).rows;
        const texts = rows.map(({ attrs: of }) => of && JSON.stringify(of));
        const block = withAttributes(plan, derived, texts);
        for (const [i, { x, y, attrs: of }] of rows.entries()) {
          const slots = [...block.slot.subarray(block.rowStart[i], block.rowStart[i + 1])];
          expect(slots).toEqual(slots.toSorted((a, b) => a - b));
          expect(slots).toHaveLength((x ? 2 : 0) + (y ? 2 : 0) + Object.keys(of ?? {}).length);
        }
      }),
    );
  });

  it('names the row whose version should never have been stored', () => {
    const { rows } = deriveRows(plan, matrixFrom([[[], []]]), ['o77']);
    expect(() => withAttributes(plan, rows, ['nonsense'])).toThrow(/o77 has attributes/);
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matrixFromRows } from '../../engine/matrix-from-rows.ts';
import { entriesOf } from './packed-days.ts';

const key = fc.record({ id: fc.nat(5), feature: fc.nat(2), back: fc.integer({ min: 1, max: 20 }) });

it('holds every entry within reach, by entity, base row and days back, whatever the order of rows', () => {
  const rows = fc.uniqueArray(key, { selector: (row) => JSON.stringify(row), minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(rows, fc.integer({ min: 0, max: 9 }), (list, first) => {
      const matrix = matrixFromRows(
        {
          id: Int32Array.from(list, ({ id }) => first + id),
          feature: Int32Array.from(list, ({ feature }) => feature),
          back: Int32Array.from(list, ({ back }) => back),
          value: Float64Array.from(list.keys()),
        },
        3,
        10,
      );
      const ids = list.map(({ id }) => id);
      const least = Math.min(...ids);
      const expected = Array.from({ length: Math.max(...ids) - least + 1 }, (_, e) =>
        [0, 1, 2].map((base) =>
          [...list.entries()]
            .filter(([, row]) => row.id === least + e && row.feature === base && row.back <= 10)
            .map(([i, { back }]) => [back, i])
            .sort((a, b) => a[0]! - b[0]!),
        ),
      );
      expect(entriesOf(matrix)).toEqual(expected);
    }),
  );
});

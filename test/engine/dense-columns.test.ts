import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnCells, denseBatches } from '../../engine/dense-columns.ts';
import { denseRows } from '../../engine/dense-rows.ts';
import { readLibsvm } from '../../engine/libsvm-reader.ts';

const rowsOf = (text: string) => readLibsvm(new TextEncoder().encode(text));
const COLUMNS = 7;
const value = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -3, max: 3 }));
const row = fc.dictionary(fc.integer({ min: 1, max: COLUMNS }).map(String), value, { maxKeys: COLUMNS });

describe('denseBatches', () => {
  it('is what denseRows gives, for any columns, rows and cut into batches', () => {
    const chosen = fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 });
    const some = fc.array(fc.tuple(row, fc.boolean()), { maxLength: 30 });
    fc.assert(
      fc.property(
        some,
        chosen,
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(Number.NaN, -1),
        (all, columns, size, absent) => {
          const lines = all.map(([cells]) => ['0', ...Object.entries(cells).map(([c, v]) => `${c}:${v}`)].join(' '));
          const rows = rowsOf(lines.map((line) => `${line}\n`).join(''));
          const kept = Int32Array.from([...all.keys()].filter((i) => all[i]![1]));
          const placeOf = new Int32Array(COLUMNS + 1);
          for (const [place, column] of columns.entries()) placeOf[column] = place + 1;
          const taken = Uint8Array.from(placeOf, (place) => (place > 0 ? 1 : 0));
          const batch = denseBatches(columnCells(rows, taken), Int32Array.from(columns), kept, absent);
          for (let from = 0; from < kept.length; from += size) {
            const to = Math.min(from + size, kept.length);
            const meant = denseRows(rows, kept.subarray(from, to), placeOf, columns.length, absent);
            expect(batch(from, to)).toEqual(meant);
          }
        },
      ),
    );
  });

  it('of no rows is empty', () => {
    const batch = denseBatches(
      columnCells(rowsOf(''), Uint8Array.of(0, 1, 1)),
      Int32Array.of(1, 2),
      new Int32Array(0),
      0,
    );
    expect(batch(0, 0)).toHaveLength(0);
  });
});

describe('columnCells', () => {
  it('refuses a column that the index does not have', () => {
    expect(() => columnCells(rowsOf('0 1:1\n0 4:1\n'), Uint8Array.of(0, 1, 0, 1))).toThrow(
      'row 2 has column 4, which the feature index does not have',
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLibsvm } from '../../engine/libsvm-reader.ts';
import { writeLibsvm, type LibsvmSource } from '../../engine/libsvm-writer.ts';
import { blockOf, type Cells } from './blocks.ts';

const decoder = new TextDecoder();
const textOf = (ids: string[], sources: LibsvmSource[], chunkBytes?: number): string =>
  [...writeLibsvm(ids, sources, chunkBytes)].map((chunk) => decoder.decode(chunk)).join('');

const source = (rows: Cells[], columnOf: number[], rowOf = rows.map((_, i) => i)): LibsvmSource => ({
  block: blockOf(rows),
  rowOf: Int32Array.from(rowOf),
  columnOf: Int32Array.from(columnOf),
});

describe('writeLibsvm', () => {
  it('writes a line an id: label 0, ascending columns, an explicit 0, the shortest numbers', () => {
    const own = source(
      [
        [
          [0, 3],
          [1, 0],
          [2, 0.1 + 0.2],
        ],
        [[1, -2.5]],
      ],
      [1, 2, 3],
    );
    expect(textOf(['a', 'b'], [own])).toBe('0 1:3 2:0 3:0.30000000000000004\n0 2:-2.5\n');
  });

  it('writes only 0 for a row without cells, and nothing without rows', () => {
    expect(textOf(['a', 'b'], [source([[], [[0, 1]]], [5])])).toBe('0\n0 5:1\n');
    expect(textOf(['a'], [])).toBe('0\n');
    expect(textOf([], [source([], [])])).toBe('');
  });

  it('merges sources by column, whatever the order of their maps', () => {
    const own = source(
      [
        [
          [0, 1],
          [1, 2],
          [2, 3],
        ],
      ],
      [9, 1, 4],
    );
    const user = source(
      [
        [
          [0, 10],
          [1, 20],
        ],
      ],
      [2, 8],
    );
    expect(textOf(['a'], [own, user])).toBe('0 1:2 2:10 4:3 8:20 9:1\n');
  });

  it('leaves out slots without a column', () => {
    expect(
      textOf(
        ['a'],
        [
          source(
            [
              [
                [0, 1],
                [1, 2],
              ],
            ],
            [0, 7],
          ),
        ],
      ),
    ).toBe('0 7:2\n');
  });

  it('takes the rows that rowOf names, none for -1, in any order', () => {
    const own = source([[[0, 1]], [[0, 2]], [[0, 3]]], [1], [2, -1, 0, 0]);
    expect(textOf(['c', 'x', 'a', 'a2'], [own])).toBe('0 1:3\n0\n0 1:1\n0 1:1\n');
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'refuses %d and names id and column',
    (value) => {
      expect(() => textOf(['a', 'b'], [source([[], [[0, value]]], [12])])).toThrow(
        `"b" has the value ${value} in column 12`,
      );
    },
  );

  it('refuses two values in one column', () => {
    expect(() => textOf(['a'], [source([[[0, 1]]], [4]), source([[[0, 1]]], [4])])).toThrow(
      '"a" has two values in column 4',
    );
  });

  it('reads back as the cells that went in, for any sources and any size of chunk', () => {
    const value = fc.oneof(
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(0, 0.01, 19.99),
    );
    const slots = 12;
    const cells = fc.uniqueArray(fc.tuple(fc.nat(slots - 1), value), { selector: ([slot]) => slot });
    const columns = fc.shuffledSubarray(
      Array.from({ length: 60 }, (_, i) => i + 1),
      { minLength: 2 * slots, maxLength: 2 * slots },
    );
    const rows = fc.array(fc.tuple(cells, cells), { maxLength: 8 });
    fc.assert(
      fc.property(rows, columns, fc.integer({ min: 1, max: 300 }), (pairs, column, chunkBytes) => {
        const maps = [column.slice(0, slots), column.slice(slots)];
        const sources = maps.map((map, s) =>
          source(
            pairs.map((pair) => [...pair[s]!].sort(([a], [b]) => a - b)),
            map,
          ),
        );
        const ids = pairs.map((_, i) => `id-${i}`);
        const chunks = [...writeLibsvm(ids, sources, chunkBytes)];
        for (const chunk of chunks) expect(chunk.at(-1)).toBe(10);
        expect(chunks.slice(0, -1).every(({ length }) => length >= chunkBytes)).toBe(true);
        const read = readLibsvm(new TextEncoder().encode(chunks.map((chunk) => decoder.decode(chunk)).join('')));
        const found = pairs
          .map((_, i) => [read.rowStart[i]!, read.rowStart[i + 1]!].map(Number))
          .map(([from, to]) => [...read.column.subarray(from, to)].map((c, k) => [c, read.value[from! + k]!]));
        const expected = pairs.map((pair) =>
          pair.flatMap((half, s) => half.map(([slot, x]) => [maps[s]![slot]!, x + 0])).sort(([a], [b]) => a! - b!),
        );
        expect(found).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('holds no more than a chunk and a row', () => {
    const wide = Array.from({ length: 400 }, (_, slot): [number, number] => [slot, 1 / (slot + 3)]);
    const rows = Array.from({ length: 50 }, () => wide);
    const sizes = [
      ...writeLibsvm(
        rows.map((_, i) => String(i)),
        [
          source(
            rows,
            wide.map(([slot]) => slot + 1),
          ),
        ],
        20_000,
      ),
    ].map((c) => c.length);
    const row = textOf(
      ['a'],
      [
        source(
          [wide],
          wide.map(([slot]) => slot + 1),
        ),
      ],
    ).length;
    expect(sizes.length).toBeGreaterThan(10);
    for (const size of sizes) expect(size).toBeLessThanOrEqual(20_000 + row);
  });
});

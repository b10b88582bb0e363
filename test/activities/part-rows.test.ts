import { describe, expect, it } from 'vitest';
import { sourcesOf, type PartRows } from '../../activities/rows/part-rows.ts';
import type { RowBlock } from '../../engine/row-block.ts';

const block = (...ids: string[]): RowBlock => ({
  ids,
  rowStart: Int32Array.from({ length: ids.length + 1 }, (_, i) => i),
  slot: new Int32Array(ids.length),
  value: Float64Array.from(ids, (_, i) => i),
});

const part: PartRows = {
  path: 'p.rows',
  blocks: [block('a', 'b'), block('c'), block('d', 'e')],
  columnOf: Int32Array.of(0, 7),
};

describe('rows of a part', () => {
  it('finds the wanted rows across blocks', () => {
    const sources = sourcesOf(part, ['b', 'c', 'd'], 1, [0, 2]);
    expect(sources.map(({ block: { ids }, rowOf }) => [ids, [...rowOf]])).toEqual([
      [
        ['a', 'b'],
        [1, -1],
      ],
      [['c'], [-1, -1]],
      [
        ['d', 'e'],
        [-1, 0],
      ],
    ]);
  });

  it.each([
    ['another id', ['b', 'X', 'd'], 1, [0, 1]],
    ['fewer rows', ['e', 'f'], 4, [0, 1]],
  ])('refuses a file with %s', (_, ids, first, kept) => {
    expect(() => sourcesOf(part, ids, first, kept)).toThrow(expect.objectContaining({ code: 'BLOB_CORRUPT' }) as Error);
  });
});

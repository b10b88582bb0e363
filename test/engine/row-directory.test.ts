import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeDirectory, encodeDirectory, type RowDirectory } from '../../engine/row-directory.ts';

const int32 = fc.integer({ min: -1, max: 2 ** 31 - 1 });
const directory = fc
  .record({
    plan: fc.string(),
    sequence: fc.maxSafeNat(),
    sources: fc.array(fc.record({ path: fc.string(), sha256: fc.string(), day: fc.integer() })),
    rows: fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), int32, int32, int32, int32, fc.nat(3))),
    linked: fc.array(fc.string({ unit: 'grapheme' })),
  })
  .map(({ rows, linked, ...head }): RowDirectory => ({
    ...head,
    ids: rows.map(([id]) => id),
    source: Int32Array.from(rows, ([, source]) => source),
    row: Int32Array.from(rows, ([, , row]) => row),
    due: Int32Array.from(rows, ([, , , due]) => due),
    relinked: Int32Array.from(rows, ([, , row, due]) => due - row),
    cells: Int32Array.from(rows, ([, , , , cells]) => cells),
    scenes: Int32Array.from(rows, ([id, source]) => id.length + source),
    members: {
      ids: linked,
      start: Int32Array.from([0, ...rows.keys()], (_, i) => rows.slice(0, i).reduce((sum, row) => sum + row[5], 0)),
      member: new Int32Array(rows.reduce((sum, row) => sum + row[5], 0)).map((_, i) => i),
    },
  }));

describe('a directory of rows', () => {
  it('comes back as it was written, also from within another buffer', () => {
    fc.assert(
      fc.property(directory, fc.integer({ min: 0, max: 9 }), (written, before) => {
        const bytes = Buffer.concat([Buffer.alloc(before), encodeDirectory(written)]).subarray(before);
        expect(decodeDirectory(bytes)).toEqual(written);
      }),
    );
  });

  it('that is cut or that is something else is refused', () => {
    const empty = {
      source: new Int32Array(0),
      row: new Int32Array(0),
      due: new Int32Array(0),
      relinked: new Int32Array(0),
      cells: new Int32Array(0),
      scenes: new Int32Array(0),
      members: { ids: [], start: Int32Array.of(0), member: new Int32Array(0) },
    };
    const bytes = encodeDirectory({ plan: 'p', sequence: 1, sources: [], ids: [], ...empty });
    for (const wrong of [bytes.subarray(0, 9), bytes.subarray(0, -1), Buffer.concat([bytes, bytes]), Buffer.alloc(40)])
      expect(() => decodeDirectory(wrong)).toThrow(expect.objectContaining({ code: 'BLOB_CORRUPT' }));
  });
});

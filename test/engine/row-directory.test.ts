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

/** As the version before wrote it: "DBD2", bytes of the text, n, members of all rows, the same eight arrays, one JSON. */
function olderBytes({ ids, members, source, row, due, relinked, cells, scenes, ...head }: RowDirectory): Buffer {
  const text = Buffer.from(JSON.stringify([head, ids, members.ids]));
  const words = Int32Array.from([0x32444244, text.length, ids.length, members.member.length]);
  const columns = [words, source, row, due, relinked, cells, scenes, members.start, members.member];
  return Buffer.concat([...columns.map((column) => new Uint8Array(column.buffer)), text]);
}

describe('a directory of rows', () => {
  it('comes back as it was written, also from within another buffer', () => {
    fc.assert(
      fc.property(directory, fc.integer({ min: 0, max: 9 }), (written, before) => {
        const bytes = Buffer.concat([Buffer.alloc(before), encodeDirectory(written)]).subarray(before);
        expect(decodeDirectory(bytes)).toEqual(written);
      }),
    );
  });

  it('of the version before is read, and written as they are now', () => {
    fc.assert(
      fc.property(directory, fc.integer({ min: 0, max: 9 }), (written, before) => {
        const bytes = Buffer.concat([Buffer.alloc(before), olderBytes(written)]).subarray(before);
        expect(decodeDirectory(bytes)).toEqual(written);
        expect(encodeDirectory(decodeDirectory(bytes))).toEqual(encodeDirectory(written));
      }),
    );
  });

  it('has the same bytes whether its lists were read or made', () => {
    fc.assert(
      fc.property(directory, directory, (earlier, written) => {
        const { ids, members } = decodeDirectory(encodeDirectory(earlier));
        const [copy, list] = [[...ids], [...members.ids]];
        const read = { ...written, members: { ...written.members, ids: members.ids } };
        const made = { ...written, members: { ...written.members, ids: list } };
        expect(encodeDirectory(read)).toEqual(encodeDirectory(made));
        expect(encodeDirectory({ ...decodeDirectory(encodeDirectory(earlier)), ids })).toEqual(
          encodeDirectory({ ...earlier, ids: copy }),
        );
      }),
    );
  });

  it('whose list of ids is short of one is refused when it is asked for', () => {
    const of = (...ids: string[]): RowDirectory => ({
      ...{ plan: 'p', sequence: 1, sources: [], ids },
      ...{ source: new Int32Array(2), row: new Int32Array(2), due: new Int32Array(2), relinked: new Int32Array(2) },
      ...{ cells: new Int32Array(2), scenes: new Int32Array(2) },
      members: { ids: [], start: new Int32Array(3), member: new Int32Array(0) },
    });
    const bytes = encodeDirectory(of('a', 'b'));
    expect(decodeDirectory(bytes).ids).toEqual(['a', 'b']);
    bytes[bytes.indexOf(0, bytes.length - 2)] = 0x20;
    const damaged = decodeDirectory(bytes);
    expect(() => damaged.ids).toThrow(expect.objectContaining({ code: 'BLOB_CORRUPT' }));
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
    const older = olderBytes({ plan: 'p', sequence: 1, sources: [], ids: [], ...empty });
    const cut = [bytes, older].flatMap((whole) => [0, 3, 9, 17, whole.length - 1].map((end) => whole.subarray(0, end)));
    for (const wrong of [...cut, Buffer.concat([bytes, bytes]), Buffer.concat([older, older]), Buffer.alloc(40)])
      expect(() => decodeDirectory(wrong)).toThrow(expect.objectContaining({ code: 'BLOB_CORRUPT' }));
  });
});

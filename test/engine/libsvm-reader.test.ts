import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { libsvmReader, readLibsvm } from '../../engine/libsvm-reader.ts';
import type { LibsvmRows } from '../../engine/libsvm-rows.ts';
import { inPieces } from './pieces.ts';

const encoder = new TextEncoder();
const plain = ({ label, rowStart, column, value }: LibsvmRows): object[] =>
  [...label].map((mark, i) => {
    const places = Array.from({ length: rowStart[i + 1]! - rowStart[i]! }, (_, k) => rowStart[i]! + k);
    return { label: mark, cells: places.map((k) => [column[k], value[k]]) };
  });
const read = (text: string): object[] => plain(readLibsvm(encoder.encode(text)));

describe('readLibsvm', () => {
  it('reads labels, columns and numbers', () => {
    expect(read('0 1:3 20:0\n1\n-0.5 2147483647:1e-7\n')).toEqual([
      {
        label: 0,
        cells: [
          [1, 3],
          [20, 0],
        ],
      },
      { label: 1, cells: [] },
      { label: -0.5, cells: [[2147483647, 1e-7]] },
    ]);
  });

  it('reads no rows from no bytes, and a last line without a newline', () => {
    expect(read('')).toEqual([]);
    expect(read('0 1:1\n1 2:2')).toEqual([
      { label: 0, cells: [[1, 1]] },
      { label: 1, cells: [[2, 2]] },
    ]);
  });

  it('has room for a text that is fuller than its beginning', () => {
    const lines = ['0\n'.repeat(50_000), '0 1:2 3:-0.5\n'.repeat(30_000)];
    const { rowStart, column, value } = readLibsvm(encoder.encode(lines.join('')));
    expect([rowStart[50_000], rowStart[80_000], column.length, value.length]).toEqual([0, 60_000, 60_000, 60_000]);
    expect([...new Set(column)]).toEqual([1, 3]);
    expect(value.filter((x, i) => x !== (i % 2 === 0 ? 2 : -0.5))).toHaveLength(0);
  });

  it.each([
    ['0 0:1\n', 'column 0 comes after column 0; columns ascend from 1'],
    ['0 2:1 1:1\n', 'column 1 comes after column 2'],
    ['0 2:1 2:1\n', 'column 2 comes after column 2'],
    ['0 1:nan\n', 'the value of column 1 is no finite number'],
    ['0 1:1e999\n', 'the value of column 1 is no finite number'],
    ['0 1:\n', 'the value of column 1 is no finite number'],
    ['0 1\n', 'column:value was expected'],
    ['0 x:1\n', 'column:value was expected'],
    ['0 2147483648:1\n', 'column:value was expected'],
    ['0 99999999999:1\n', 'column:value was expected'],
    ['0 -1:1\n', 'column:value was expected'],
    ['0  1:1\n', 'column:value was expected'],
    ['0 1:1 \n', 'column:value was expected'],
    ['0 1:1\r\n', 'one blank was expected after each number'],
    ['0 1:1 # comment\n', 'column:value was expected'],
    ['0\t1:1\n', 'one blank was expected'],
    ['\n', 'it does not begin with a label'],
    ['a 1:1\n', 'it does not begin with a label'],
    ['0 1:0x10\n', 'one blank was expected'],
  ])('refuses %j', (text, message) => {
    expect(() => read(`1 5:5\n${text}`)).toThrow(`line 2 of the LibSVM text is not valid: ${message}`);
  });
});

describe('libsvmReader', () => {
  const lines = fc.array(
    fc.tuple(fc.constantFrom('0', '1'), fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 6 })).map(
      ([label, columns]) =>
        label +
        columns
          .sort((a, b) => a - b)
          .map((c) => ` ${c}:${c / 7}`)
          .join(''),
    ),
    { maxLength: 12 },
  );

  it('reads the same whatever the cuts', () => {
    fc.assert(
      fc.property(lines, fc.boolean(), fc.array(fc.integer({ min: 1, max: 40 })), (texts, ended, cuts) => {
        const text = texts.join('\n') + (ended && texts.length > 0 ? '\n' : '');
        const reader = libsvmReader();
        const found = [...inPieces(encoder.encode(text), cuts).map((piece) => reader.push(piece)), reader.finish()];
        expect(found.flatMap(plain)).toEqual(read(text));
      }),
    );
  });

  it('keeps a begun line though the room of its chunks is used again', () => {
    const reader = libsvmReader();
    const room = new Uint8Array(8);
    const pushed = ['0 1:2\n1 ', '3:4', ' 5:6', '\n0'].flatMap((text) => {
      const { written } = encoder.encodeInto(text, room);
      const rows = plain(reader.push(room.subarray(0, written)));
      room.fill(0);
      return rows;
    });
    expect([...pushed, ...plain(reader.finish())]).toEqual(read('0 1:2\n1 3:4 5:6\n0'));
  });

  it('counts lines over all chunks', () => {
    const reader = libsvmReader();
    reader.push(encoder.encode('0 1:1\n0 1:1\n0 '));
    expect(() => reader.push(encoder.encode('1:x\n'))).toThrow('line 3 of the LibSVM text');
  });
});

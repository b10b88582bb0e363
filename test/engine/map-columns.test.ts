import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLibsvm } from '../../engine/libsvm-reader.ts';
import { mapToModel } from '../../engine/map-columns.ts';
import { placesOf } from '../../engine/map-places.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const map = (text: string, placeOf: number[]): string =>
  decoder.decode(mapToModel(encoder.encode(text), Int32Array.from(placeOf)));

describe('placesOf', () => {
  const columns = new Map([
    ['a', 1],
    ['b', 2],
    ['c', 4],
  ]);

  it('gives each column the place of its feature in the manifest, 0 to the others', () => {
    expect(placesOf(columns, ['c', 'a'])).toEqual(Int32Array.of(0, 2, 0, 0, 1));
  });

  it('refuses a feature that has no column, or that is named twice', () => {
    expect(() => placesOf(columns, ['a', 'd'])).toThrow(
      "the model's feature 2, d, is not an active feature of the index",
    );
    expect(() => placesOf(new Map(), ['a'])).toThrow("the model's feature 1, a, is not");
    expect(() => placesOf(columns, ['a', 'b', 'a'])).toThrow('the model names a twice');
  });
});

describe('mapToModel', () => {
  it('takes the columns of the model, in the order of its places, and keeps the bytes of labels and numbers', () => {
    expect(map('0 1:1.50 2:2 3:-3e-9\n1.0 3:0\n0 2:7\n0\n', [0, 3, 0, 1])).toBe('0 1:-3e-9 3:1.50\n1.0 1:0\n0\n0\n');
  });

  it('gives nothing for nothing, and ends a last line that has no newline', () => {
    expect(map('', [0, 1])).toBe('');
    expect(map('0 1:2', [0, 1])).toBe('0 1:2\n');
  });

  it('has room where places are longer than columns', () => {
    const placeOf = [0, ...Array.from({ length: 9 }, (_, i) => 100_000 + i)];
    const cells = (first: number): string => Array.from({ length: 9 }, (_, i) => ` ${first + i}:1`).join('');
    expect(map(`0${cells(1)}\n`.repeat(200), placeOf)).toBe(`0${cells(100_000)}\n`.repeat(200));
  });

  it.each([
    ['0 3:1\n', 'column 3 is beyond the feature index'],
    ['0 99999999999999999999:1\n', 'is beyond the feature index'],
    ['0 2:1 1:1\n', 'column 1 comes after column 2'],
    ['0 0:1\n', 'column 0 comes after column 0'],
    ['0 1:\n', 'column 1 has no value'],
    ['0 1\n', 'column:value was expected'],
    ['0 1:1\r\n', 'one blank was expected'],
    ['0\t1:1\n', 'one blank was expected'],
    ['0 1:1  2:1\n', 'column:value was expected'],
    ['\n', 'it does not begin with a label'],
  ])('refuses %j', (text, message) => {
    expect(() => map(`0 1:1\n${text}`, [0, 1, 2])).toThrow(/^line 2 of the LibSVM text is not valid: /);
    expect(() => map(text, [0, 1, 2])).toThrow(message);
  });

  const width = 70;
  const lines = fc.array(fc.uniqueArray(fc.integer({ min: 1, max: width }), { maxLength: width }), { maxLength: 10 });
  const places = fc.shuffledSubarray(Array.from({ length: width }, (_, i) => i + 1));
  const textOf = (rows: number[][]): string =>
    rows
      .map(
        (columns) =>
          `0${[...columns]
            .sort((a, b) => a - b)
            .map((c) => ` ${c}:${c * 1.1}`)
            .join('')}\n`,
      )
      .join('');

  it('gives the cells that looking each one up would give, for any model', () => {
    fc.assert(
      fc.property(lines, places, (rows, model) => {
        const placeOf = new Int32Array(width + 1);
        for (const [i, column] of model.entries()) placeOf[column] = i + 1;
        const bytes = encoder.encode(textOf(rows));
        const expected = rows.map((columns) =>
          columns
            .filter((c) => placeOf[c] !== 0)
            .map((c): [number, number] => [placeOf[c]!, c * 1.1])
            .sort(([a], [b]) => a - b),
        );
        const { rowStart, column, value } = readLibsvm(mapToModel(bytes, placeOf));
        const found = rows.map((_, i) =>
          Array.from({ length: rowStart[i + 1]! - rowStart[i]! }, (__, k) => [
            column[rowStart[i]! + k],
            value[rowStart[i]! + k],
          ]),
        );
        expect(found).toEqual(expected);
      }),
    );
  });

  it('counts the lines of a text from 1', () => {
    expect(() => map('0 1:1\n0 1:1\n0 1:2\n0 7:1\n', [0, 1])).toThrow('line 4 of the LibSVM text');
  });
});

import fc from 'fast-check';
import { ByteWriter } from 'hyparquet-writer';
import { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js';
import { expect, it } from 'vitest';
import { lookUpPlaces, OVERHANG, type Column } from '../../bench/engine/dictionary-places.ts';

/** A page as it lies in a larger array, other bytes behind it. */
function page(...bytes: number[]): Uint8Array {
  return Uint8Array.from([0xff, ...bytes, ...Array<number>(OVERHANG).fill(0xff)]).subarray(1, 1 + bytes.length);
}

function values(bytes: Uint8Array, dictionary: Column, rows: number): number[] {
  const column = dictionary instanceof Int32Array ? new Int32Array(rows) : new Float64Array(rows);
  lookUpPlaces(bytes, dictionary, column);
  return [...column];
}

it('finds what the places of runs and of packed groups stand for, whatever their bits', () => {
  const cases = fc.integer({ min: 0, max: 25 }).chain((bits) =>
    fc.record({
      bits: fc.constant(bits),
      // The longest dictionary that is quick to make; of wider places the greatest are not used.
      places: fc.array(fc.tuple(fc.nat(Math.min(2 ** bits, 2 ** 14) - 1), fc.constantFrom(1, 1, 1, 2, 9, 30, 130)), {
        minLength: 1,
        maxLength: 40,
      }),
      whole: fc.boolean(),
    }),
  );
  fc.assert(
    fc.property(cases, ({ bits, places, whole }) => {
      const list = places.flatMap(([place, times]) => Array<number>(times).fill(place));
      const writer = new ByteWriter();
      writeRleBitPackedHybrid(writer, list, bits);
      const numbers = Array.from({ length: 2 ** 14 }, (_, i) => i * 3 - 7);
      const dictionary = whole ? Int32Array.from(numbers) : Float64Array.from(numbers);
      const bytes = page(bits, ...new Uint8Array(writer.getBytes()));
      expect(values(bytes, dictionary, list.length)).toEqual(list.map((place) => place * 3 - 7));
    }),
  );
});

it('takes the part of a last group that is needed, where the rest of it is not there', () => {
  expect(values(page(4, 3, 0x10, 0x32), Int32Array.of(5, 6, 7, 8), 4)).toEqual([5, 6, 7, 8]);
});

it.each<[string, number[], number]>([
  ['a place that the dictionary does not have', [2, 4 << 1, 3], 4],
  ['a packed place that the dictionary does not have', [2, 3, 0b11_10_01_00, 0], 4],
  ['too few places', [2, 3 << 1, 1], 4],
  ['a group without its bytes', [2, 3], 4],
  ['an empty run', [2, 0, 1], 4],
  ['a run of 2^27 places without the last of its bytes', [2, 0x80, 0x80, 0x80], 4],
  ['places of 26 bits', [26, 4 << 1, 0, 0, 0, 0], 4],
  ['nothing', [], 4],
])('%s is refused', (_, bytes, rows) => {
  expect(() => values(page(...bytes), Int32Array.of(5, 6, 7), rows)).toThrow(Error);
});

import fc from 'fast-check';
import { readRleBitPackedHybrid } from 'hyparquet/src/encoding.js';
import { describe, expect, it } from 'vitest';
import { checkRuns } from '../../sources/parquet/check-runs.ts';

/** One run of the same value, of fewer than 64 values of at most 8 bits. */
const rle = (count: number, value: number) => [count << 1, value];

describe('the runs of a page', () => {
  it('may be of both kinds, and end in a group of which only some values are needed', () => {
    checkRuns(Uint8Array.of(...rle(5, 1), 3, 0b10101010, ...rle(2, 0)), 0, 1, 15);
    checkRuns(Uint8Array.of(3, 0b10101010), 0, 1, 3);
    checkRuns(Uint8Array.of(9, 9, ...rle(5, 1)), 2, 3, 5);
    checkRuns(Uint8Array.of(), 0, 1, 0);
  });

  it.each<[string, number[], number, number]>([
    ['more values than are left', rle(6, 1), 1, 5],
    ['two thousand million values', [0xfe, 0xff, 0xff, 0xff, 0x0f, 1], 1, 5],
    ['two thousand million values in groups', [0xff, 0xff, 0xff, 0xff, 0x0f, 1], 0, 5],
    ['a length that does not end', [0x80, 0x80], 1, 5],
    ['no values', [0, 1], 1, 5],
    ['values that are not there', [3, 255], 2, 8],
    ['fewer values than there are', rle(4, 1), 1, 5],
    ['values of too many bits', rle(5, 1), 33, 5],
  ])('%s are refused', (_, bytes, bitWidth, count) => {
    expect(() => {
      checkRuns(Uint8Array.from(bytes), 0, bitWidth, count);
    }).toThrow();
  });

  it('that are let through make no more values than there are', () => {
    const bytes = fc.uint8Array({ maxLength: 12 });
    fc.assert(
      fc.property(bytes, fc.integer({ min: 1, max: 9 }), fc.nat({ max: 40 }), (some, bitWidth, count) => {
        try {
          checkRuns(some, 0, bitWidth, count);
        } catch {
          return;
        }
        const values = new Array<number>(count).fill(-1);
        try {
          readRleBitPackedHybrid({ view: new DataView(some.buffer), offset: 0 }, bitWidth, values, some.length);
        } catch (error) {
          // The decoder reads a last group to its end, where only what is needed is there.
          expect(error).toBeInstanceOf(RangeError);
          return;
        }
        expect(values).toHaveLength(count);
        expect(values).not.toContain(-1);
      }),
      { numRuns: 5000 },
    );
  });
});

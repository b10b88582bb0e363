import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DaybreakError } from '../../domain/errors.ts';
import { decodeBlocks, encodeBlock } from '../../engine/row-codec.ts';
import type { RowBlock } from '../../engine/row-block.ts';
import { blockOf } from './blocks.ts';

const cells = fc.uniqueArray(
  fc.tuple(
    fc.nat(1_000),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
  ),
  {
    selector: ([slot]) => slot,
    maxLength: 12,
  },
);
const row = fc.tuple(
  fc.string({ unit: 'binary' }),
  cells.map((list) => list.sort(([a], [b]) => a - b)),
);
const block = fc.array(row, { maxLength: 8 }).map((rows) =>
  blockOf(
    rows.map(([, list]) => list),
    rows.map(([id]) => id),
  ),
);

const joined = (blocks: readonly RowBlock[], shift = 0): Uint8Array => {
  const whole = Buffer.concat(blocks.map(encodeBlock));
  const shifted = new Uint8Array(whole.length + shift);
  shifted.set(whole, shift);
  return shifted.subarray(shift);
};

const sample = blockOf(
  [
    [
      [0, 1.5],
      [7, -2],
    ],
    [],
    [[3, 0]],
  ],
  ['a', '商机-1', '\uFEFFb'],
);

/** What decoding complains of. */
function complaint(bytes: Uint8Array): string {
  try {
    return `${[...decodeBlocks(bytes)].length} blocks`;
  } catch (error) {
    if (!(error instanceof DaybreakError)) throw error;
    expect(error.code).toBe('BLOB_CORRUPT');
    return error.message;
  }
}

describe('a .rows file', () => {
  it('gives back its blocks, wherever its bytes begin in memory', () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 4 }), fc.nat(9), (blocks, shift) => {
        expect([...decodeBlocks(joined(blocks, shift))]).toEqual(blocks);
      }),
    );
  });

  it('is 8 bytes aligned block by block, so that arrays are views', () => {
    const bytes = joined([sample, sample]);
    const [, second] = decodeBlocks(bytes);
    expect(second?.value.buffer).toBe(bytes.buffer);
    expect(encodeBlock(sample).length % 8).toBe(0);
    expect(encodeBlock(blockOf([]))).toHaveLength(40);
  });

  it('has the same bytes for the same block', () => {
    expect(encodeBlock(sample)).toEqual(encodeBlock({ ...sample, value: sample.value.slice() }));
  });

  it('says where it was cut short, for any cut', () => {
    const one = encodeBlock(sample).length;
    const bytes = joined([sample, sample]);
    for (let end = 1; end < bytes.length; end++) {
      if (end === one) continue;
      expect(complaint(bytes.subarray(0, end))).toMatch(
        `the block of rows at byte ${end < one ? 0 : one} is not as it was written`,
      );
    }
  });

  it('gives the blocks before the broken one', () => {
    const bytes = joined([sample, sample]);
    const blocks = decodeBlocks(bytes.subarray(0, bytes.length - 8));
    expect(blocks.next().value).toEqual(sample);
    expect(() => blocks.next()).toThrow('has');
  });

  it('refuses foreign bytes', () => {
    expect(complaint(new TextEncoder().encode('0 1:2 3:4\n'.repeat(9)))).toMatch('it does not begin with "DBR1"');
    expect(complaint(new TextEncoder().encode('0 1:2'))).toMatch('5 bytes are too few');
  });

  it('fails in no other way than BLOB_CORRUPT, whatever byte changes', () => {
    const bytes = encodeBlock(sample);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = bytes.slice();
        changed[at]! ^= change;
        complaint(changed); // rethrows anything but BLOB_CORRUPT
      }),
      { numRuns: 3_000 },
    );
  });

  const int = (bytes: Uint8Array, at: number, value: number): Uint8Array => {
    const changed = bytes.slice();
    new DataView(changed.buffer).setInt32(at, value, true);
    return changed;
  };
  const rowStart = 32 + 8 * 3;
  const slot = rowStart + 4 * 4;
  const idLength = slot + 4 * 3;
  it.each([
    [
      'a length that is not the sum of its parts',
      4,
      400,
      /its length of 400 bytes is not that of its 3 rows and 3 cells/,
    ],
    ['rows that end before they begin', rowStart + 8, 1, /row 2 ends before it begins/],
    ['rows that reach beyond the cells', rowStart + 8, 99, /row 2 ends before it begins/],
    ['rows that do not cover the cells', rowStart + 12, 2, /its rows do not cover its cells/],
    ['slots that do not ascend', slot + 4, 0, /the slots of row 1 do not ascend/],
    ['a negative slot', slot, -1, /the slots of row 1 do not ascend/],
    ['a negative length of an id', idLength, -1, /negative length/],
    ['lengths of ids that do not add up', idLength, 2, /add up to|not UTF-8/],
  ])('refuses %s', (_, at, value, message) => {
    expect(complaint(int(encodeBlock(sample), at, value))).toMatch(message);
  });

  it('refuses ids that are not UTF-8', () => {
    const bytes = encodeBlock(sample);
    bytes[idLength + 12] = 0xff;
    expect(complaint(bytes)).toMatch('its ids are not UTF-8');
  });
});

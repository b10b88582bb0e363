import fc from 'fast-check';
import { snappyUncompress } from 'hyparquet/src/snappy.js';
import { snappyCompress } from 'hyparquet-writer/src/snappy.js';
import { describe, expect, it } from 'vitest';
import { decompress } from '../../bench/engine/snappy.ts';

function inflated(block: Uint8Array, length: number): Uint8Array {
  const into = new Uint8Array(length).fill(0xee);
  decompress(block, into);
  return into;
}

/** Bytes in which stretches of different lengths come again, near and far. */
const repeating = fc
  .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 9 })), { maxLength: 30 })
  .map((parts) =>
    Uint8Array.from(parts.flatMap(([bytes, times]) => Array.from({ length: times }, () => [...bytes]).flat())),
  );
const doubles = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 11 }), fc.double()), { maxLength: 200 })
  .map((numbers) => new Uint8Array(Float64Array.from(numbers).buffer));
const random = fc.uint8Array({ maxLength: 400 });

describe('a Snappy block', () => {
  it('becomes what was compressed', () => {
    fc.assert(
      fc.property(fc.oneof(repeating, doubles, random), (bytes) => {
        expect(inflated(new Uint8Array(snappyCompress(bytes)), bytes.length)).toEqual(bytes);
      }),
      { numRuns: 1000 },
    );
    const long = new Uint8Array(200_000).map((_, i) => (i * i) >>> 7);
    expect(inflated(new Uint8Array(snappyCompress(long)), long.length)).toEqual(long);
  });

  it.each<[string, number[], string]>([
    [
      'a literal of 61, whose length is in a byte behind',
      [61, 60 << 2, 60, ...Array<number>(61).fill(65)],
      'A'.repeat(61),
    ],
    ['a copy over itself', [7, 1 << 2, 97, 98, ((5 - 4) << 2) | 1, 2], 'abababa'],
    ['a copy whose distance has two bytes', [6, 2 << 2, 97, 98, 99, ((3 - 1) << 2) | 2, 3, 0], 'abcabc'],
    ['a copy whose distance has four bytes', [6, 2 << 2, 97, 98, 99, ((3 - 1) << 2) | 3, 3, 0, 0, 0], 'abcabc'],
  ])('%s', (_, block, text) => {
    expect(new TextDecoder().decode(inflated(Uint8Array.from(block), text.length))).toBe(text);
  });

  it.each<[string, number[], number]>([
    ['a copy from before the start', [6, 0, 97, (1 << 2) | 1, 2], 6],
    ['a copy from where it begins', [6, 0, 97, (1 << 2) | 1, 0], 6],
    ['a distance beyond 2^31', [6, 0, 97, (3 << 2) | 3, 1, 0, 0, 0x80], 6],
    ['a literal longer than the block', [3, 2 << 2, 97], 3],
    ['a literal of more than 2^31 bytes', [3, 63 << 2, 0xff, 0xff, 0xff, 0xff, 97], 3],
    ['more bytes than there is room for', [3, 2 << 2, 97, 98, 99], 2],
    ['a copy longer than the room', [5, 0, 97, (1 << 2) | 1, 1], 3],
    ['fewer bytes than there is room for', [3, 2 << 2, 97, 98, 99], 4],
    ['a tag without its distance', [6, 0, 97, (1 << 2) | 1], 6],
    ['no length', [], 1],
  ])('%s is refused', (_, block, length) => {
    expect(() => inflated(Uint8Array.from(block), length)).toThrow(Error);
  });

  it('of any bytes is refused or becomes what hyparquet makes of it', () => {
    const bytes = fc.array(fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 4, 5, 6, 8)), { maxLength: 30 });
    fc.assert(
      fc.property(bytes, fc.integer({ min: 1, max: 40 }), (some, length) => {
        const block = Uint8Array.from(some);
        const theirs = new Uint8Array(length);
        let mine: Uint8Array;
        try {
          mine = inflated(block, length);
          // hyparquet is stricter: it also refuses a long literal with fewer than four bytes behind its tag.
          snappyUncompress(block, theirs);
        } catch {
          return;
        }
        expect(mine).toEqual(theirs);
      }),
      { numRuns: 5000 },
    );
  });
});

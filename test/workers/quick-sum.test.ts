import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quickSum } from '../../workers/quick-sum.ts';

const sumOf = (...pieces: readonly Uint8Array[]): string => {
  const sum = quickSum();
  for (const piece of pieces) sum.update(piece);
  return sum.digest();
};

it('is the same however the bytes are cut', () => {
  const bytes = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 6 }), (pieces) => {
      expect(sumOf(...pieces)).toBe(sumOf(Buffer.concat(pieces)));
    }),
  );
});

it('is another where a bit, the length or the order is another', () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(bytes, fc.nat(), fc.nat({ max: 7 }), (whole, place, bit) => {
      const at = place % whole.length;
      const damaged = whole.map((byte, i) => (i === at ? byte ^ (1 << bit) : byte));
      const all = [whole, damaged, whole.subarray(1), Buffer.concat([whole, Buffer.alloc(1)])].map((w) => sumOf(w));
      expect(new Set(all).size).toBe(4);
      expect(all[0]).toMatch(/^[0-9a-f]{32}$/);
    }),
  );
  const blocks = [Buffer.alloc(16, 'a'), Buffer.alloc(16, 'b')];
  expect(sumOf(...blocks)).not.toBe(sumOf(...blocks.reverse()));
});

it('stays what it was in the files of earlier nights', () => {
  expect(sumOf(Buffer.from('1:2 5:1\n'))).toMatchInlineSnapshot(`"3ed7a303ddf4a124ce548addf0c7eae8"`);
});

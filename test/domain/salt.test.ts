import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { saltOf, saltRanges, SALTS, shardCount } from '../../domain/salt.ts';

describe('salt', () => {
  it('never changes: stored rows are keyed by it', () => {
    expect(['173688', 'O-1001', '商机'].map(saltOf)).toMatchInlineSnapshot(`
      [
        29113,
        39158,
        53288,
      ]
    `);
  });

  it('is made from the bytes of the id, whatever its letters', () => {
    const plain = (id: string): number => {
      let h = 0x811c9dc5;
      for (const byte of Buffer.from(id)) h = Math.imul(h ^ byte, 0x01000193);
      h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
      h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
      return (h ^ (h >>> 16)) >>> 16;
    };
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (id) => {
        expect(saltOf(id)).toBe(plain(id));
      }),
    );
  });

  it('spreads ids that look alike', () => {
    const shards = new Int32Array(16);
    for (let i = 0; i < 16_000; i++) shards[saltOf(`opportunity-${i}`) >>> 12]! += 1;
    expect(Math.min(...shards)).toBeGreaterThan(850);
    expect(Math.max(...shards)).toBeLessThan(1150);
  });

  it('ranges cover every salt once, in order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), (count) => {
        const ranges = saltRanges(count);
        expect(ranges[0]?.from).toBe(0);
        expect(ranges.at(-1)?.to).toBe(SALTS);
        ranges.slice(1).forEach(({ from }, i) => {
          expect(from).toBe(ranges[i]?.to);
        });
      }),
    );
  });

  it('the number of shards depends on the number of ids only', () => {
    expect([0, 1, 2048, 2049, 50_000_000].map((ids) => shardCount(ids, 2048))).toEqual([1, 1, 1, 2, 32_768]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeDay, ENTRY_BYTES, idAt, valueAt } from '../../engine/packed-day.ts';

describe('packed day', () => {
  it('is id u32 LE and value f64 LE, 12 bytes an entry', () => {
    const bytes = encodeDay([1, 0xfffffffe], [1.5, -2], 2);
    expect(Buffer.from(bytes).toString('hex')).toBe('01000000' + '000000000000f83f' + 'feffffff' + '00000000000000c0');
  });

  it('packs only the first `count` entries', () => {
    expect(encodeDay([1, 2, 3], [1, 2, 3], 2)).toEqual(encodeDay([1, 2], [1, 2], 2));
    expect(encodeDay([], [], 0)).toHaveLength(0);
  });

  it('reads back what was packed, wherever the bytes lie', () => {
    const entry = fc.tuple(fc.nat(0xffffffff), fc.double({ noNaN: true, noDefaultInfinity: true }));
    fc.assert(
      fc.property(fc.array(entry), fc.nat(9), (entries, shift) => {
        const packed = encodeDay(
          entries.map(([id]) => id),
          entries.map(([, value]) => value),
          entries.length,
        );
        const larger = new Uint8Array(packed.length + shift);
        larger.set(packed, shift);
        const view = new DataView(larger.buffer);
        const read = entries.map((_, i) => shift + i * ENTRY_BYTES).map((at) => [idAt(view, at), valueAt(view, at)]);
        expect(read).toEqual(entries);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownerRuns } from '../../engine/owner-runs.ts';
import { nextCell, seekColumn } from '../../engine/seek-column.ts';

describe('seekColumn', () => {
  it('finds what looking at every cell finds, in lines of any length and from any cell on', () => {
    const columns = fc.uniqueArray(fc.integer({ min: 1, max: 20_000 }), { maxLength: 200 });
    const texts = fc.array(fc.constantFrom('1', '0.1234567890123456', '-1e-300', '42'), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(columns, texts, fc.nat(), fc.integer({ min: 0, max: 20_001 }), (given, values, start, column) => {
        const ascending = given.sort((a, b) => a - b);
        const cells = ascending.map((one, i) => ` ${one}:${values[i % values.length]!}`);
        const bytes = Buffer.from(`0${cells.join('')}\n0 1:1\n`);
        const end = 1 + cells.join('').length;
        const at = cells.map((_, i) => 1 + cells.slice(0, i).join('').length);
        const first = start % (cells.length + 1);
        const wanted = ascending.findIndex((one, i) => i >= first && one >= column);
        expect(seekColumn(bytes, at[first] ?? end, end, column)).toBe(wanted < 0 ? end : at[wanted]);
      }),
      { numRuns: 300 },
    );
  });

  it('gives the end of a line without cells', () => {
    const bytes = Buffer.from('0\n');
    expect(nextCell(bytes, 0, 1)).toBe(1);
    expect(seekColumn(bytes, 1, 1, 5)).toBe(1);
  });
});

describe('ownerRuns', () => {
  it('joins neighbours of one owner and says which runs count days', () => {
    const { first, owner, days } = ownerRuns(Uint8Array.of(0, 0, 0, 1, 1, 0), Uint8Array.of(0, 0, 1, 0, 0, 0));
    expect([[...first], [...owner], [...days]]).toEqual([
      [1, 3, 5, 6],
      [0, 1, 0],
      [1, 0, 0],
    ]);
  });

  it('of no columns is no run', () => {
    expect([...ownerRuns(new Uint8Array(1), new Uint8Array(1)).first]).toEqual([1]);
  });
});

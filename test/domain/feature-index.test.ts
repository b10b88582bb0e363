import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf, EMPTY_INDEX, growIndex, type DefinedFeature } from '../../domain/feature-index.ts';

const defined = (...features: string[]): DefinedFeature[] =>
  features.map((feature) => ({ feature, hash: `hash of ${feature}` }));

describe('growIndex', () => {
  it('gives new features the next columns, in the order given', () => {
    const { index, added } = growIndex(EMPTY_INDEX, defined('b', 'a'));
    expect(index.entries).toEqual([
      { column: 1, feature: 'b', state: 'active', hash: 'hash of b' },
      { column: 2, feature: 'a', state: 'active', hash: 'hash of a' },
    ]);
    expect(added).toEqual(['b', 'a']);
  });

  it('retires what is gone and never uses its column again', () => {
    const first = growIndex(EMPTY_INDEX, defined('a', 'b')).index;
    const { index, retired, added } = growIndex(first, defined('b', 'c'));
    expect(retired).toEqual(['a']);
    expect(added).toEqual(['c']);
    expect(index.entries.map(({ column, feature, state }) => [column, feature, state])).toEqual([
      [1, 'a', 'retired'],
      [2, 'b', 'active'],
      [3, 'c', 'active'],
    ]);
    expect(columnsOf(index)).toEqual(
      new Map([
        ['b', 2],
        ['c', 3],
      ]),
    );
  });

  it('brings a retired feature back to its column when it means the same', () => {
    const gone = growIndex(growIndex(EMPTY_INDEX, defined('a', 'b')).index, defined('b')).index;
    const { index, revived, added } = growIndex(gone, defined('b', 'a'));
    expect({ revived, added }).toEqual({ revived: ['a'], added: [] });
    expect(columnsOf(index).get('a')).toBe(1);
  });

  it.each(['active', 'retired'])('refuses another meaning for an %s name', (state) => {
    const first = growIndex(EMPTY_INDEX, defined('a', 'b')).index;
    const index = state === 'active' ? first : growIndex(first, defined('b')).index;
    expect(() => growIndex(index, [{ feature: 'a', hash: 'other' }])).toThrow(/a \(column 1\) is defined differently/);
  });

  it('keeps every column for ever, whatever comes and goes', () => {
    const sets = fc.array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e')), { maxLength: 8 });
    fc.assert(
      fc.property(sets, (nights) => {
        const columns = new Map<string, number>();
        let index = EMPTY_INDEX;
        for (const features of nights) {
          index = growIndex(index, defined(...features)).index;
          for (const [i, { column, feature, state }] of index.entries.entries()) {
            expect(column).toBe(i + 1);
            expect(columns.get(feature) ?? column).toBe(column);
            expect(state === 'active').toBe(features.some((name) => name === feature));
            columns.set(feature, column);
          }
          expect(growIndex(index, defined(...features))).toEqual({ index, added: [], retired: [], revived: [] });
        }
      }),
    );
  });
});

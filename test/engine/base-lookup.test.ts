import fc from 'fast-check';
import { expect, it } from 'vitest';
import { baseAt, baseLookup } from '../../engine/base-lookup.ts';

const id = fc.oneof(fc.nat(40), fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.constantFrom(0, 2 ** 31, 2 ** 32 - 1));

it('finds every id at its place and no other', () => {
  fc.assert(
    fc.property(fc.uniqueArray(id, { maxLength: 300 }), fc.array(id, { maxLength: 50 }), (ids, others) => {
      const lookup = baseLookup(ids);
      expect(ids.map((one) => baseAt(lookup, one))).toEqual([...ids.keys()]);
      expect(others.map((one) => baseAt(lookup, one))).toEqual(others.map((one) => ids.indexOf(one)));
    }),
  );
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bestOf } from '../../domain/best-of.ts';

it('the best of a list are what sorting all of it would give, whatever room is kept', () => {
  const items = fc.array(fc.record({ score: fc.integer({ min: 0, max: 5 }), id: fc.nat(1_000) }), { maxLength: 300 });
  fc.assert(
    fc.property(items, fc.nat(20), fc.constantFrom(0, 1, 1_000), (all, top, slack) => {
      const order = (a: (typeof all)[number], b: (typeof all)[number]): number => b.score - a.score || a.id - b.id;
      const best = bestOf(top, order, slack);
      for (const item of all) best.add(item);
      expect(best.inOrder()).toEqual(all.toSorted(order).slice(0, top));
    }),
  );
});

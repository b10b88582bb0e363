import fc from 'fast-check';
import { expect, it } from 'vitest';
import { reserveCells, runSorter, sortRuns } from '../../engine/sort-runs.ts';

it('sorts any keys and says where each came from; equal keys keep their order', () => {
  const sorter = runSorter(0);
  const runs = fc.array(
    fc.array(fc.nat(50), { maxLength: 12 }).map((run) => run.sort((a, b) => a - b)),
    { maxLength: 9 },
  );
  fc.assert(
    fc.property(
      fc.oneof(
        runs.map((r) => r.flat()),
        fc.array(fc.nat(50)),
      ),
      (keys) => {
        reserveCells(sorter, keys.length);
        sorter.key.set(keys);
        sortRuns(sorter, keys.length);
        const places = [...keys.keys()].sort((a, b) => keys[a]! - keys[b]! || a - b);
        expect([...sorter.order.subarray(0, keys.length)]).toEqual(places);
        expect([...sorter.key.subarray(0, keys.length)]).toEqual(places.map((place) => keys[place]));
      },
    ),
    { numRuns: 2_000 },
  );
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bucketOf, FEATURE_BITS, sketchOf } from '../../domain/value-sketch.ts';
import type { LibsvmRows } from '../../engine/libsvm-rows.ts';
import { valueTally } from '../../engine/value-tally.ts';

const COLUMNS = 3;
const value = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 17, 1e-300, -1e300),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
/** Column 4 is beyond those that are counted. */
const cells = fc.array(fc.tuple(fc.integer({ min: 1, max: COLUMNS + 1 }), value), { maxLength: 30 });

const rowsOf = (of: readonly (readonly [number, number])[]): LibsvmRows => ({
  label: new Float64Array(1),
  rowStart: Int32Array.of(0, of.length),
  column: Int32Array.from(of, ([column]) => column),
  value: Float64Array.from(of, ([, n]) => n),
});

it('counts every value of a column once, over all rows that it is given', () => {
  fc.assert(
    fc.property(fc.array(cells), (pieces) => {
      const tally = valueTally(COLUMNS);
      for (const piece of pieces) tally.add(rowsOf(piece));
      for (let column = 1; column <= COLUMNS; column++) {
        const counts = new Map<number, number>();
        for (const [at, n] of pieces.flat()) {
          const bucket = bucketOf(n, FEATURE_BITS);
          if (at === column) counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
        }
        expect(tally.sketch(column)).toEqual(counts.size > 0 ? sketchOf(counts) : undefined);
      }
    }),
    { numRuns: 300 },
  );
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { LibsvmRows } from '../../engine/libsvm-rows.ts';
import { rowChanges } from '../../engine/row-changes.ts';

const COLUMNS = 6;
/** Rows by column; a column without a value is absent. */
type Row = ReadonlyMap<number, number>;
const row: fc.Arbitrary<Row> = fc
  .array(fc.tuple(fc.integer({ min: 1, max: COLUMNS }), fc.constantFrom(-2, 0, 0.1, 3, 1e9)))
  .map((cells) => new Map(cells));
const pairs = fc.array(fc.tuple(row, row), { minLength: 1, maxLength: 8 });
/** Which place each column has, in two runs whose columns differ. */
const places = fc
  .tuple(
    fc.shuffledSubarray([-1, -1, -1, 0, 1, 2], { minLength: COLUMNS, maxLength: COLUMNS }),
    fc.shuffledSubarray([-1, -1, -1, 0, 1, 2], { minLength: COLUMNS, maxLength: COLUMNS }),
  )
  .map(([a, b]) => [Int32Array.from([-1, ...a]), Int32Array.from([-1, ...b])] as const);

function rowsOf(rows: readonly Row[]): LibsvmRows {
  const sorted = rows.map((of) => [...of].sort(([a], [b]) => a - b));
  const rowStart = Int32Array.from([0, ...sorted].map((_, i) => sorted.slice(0, i).flat().length));
  const cells = sorted.flat();
  return {
    label: new Float64Array(rows.length),
    rowStart,
    column: Int32Array.from(cells, ([column]) => column),
    value: Float64Array.from(cells, ([, value]) => value),
  };
}

it('counts what differs at each place, whatever columns it has in each run', () => {
  fc.assert(
    fc.property(pairs, places, (all, [of, ofNow]) => {
      const changes = rowChanges(3, of, ofNow);
      const [before, now] = [rowsOf(all.map(([a]) => a)), rowsOf(all.map(([, b]) => b))];
      const differs = all.map((_, i) => changes.add(`O-${i}`, before, i, now, i));
      const at = (values: Row, map: Int32Array, place: number): number | undefined => values.get(map.indexOf(place));
      for (let place = 0; place < 3; place++) {
        const values = all.map(([a, b]) => [at(a, of, place), at(b, ofNow, place)] as const);
        const both = values.filter(([a, b]) => a !== undefined && b !== undefined && a !== b) as [number, number][];
        const found = changes.at(place);
        expect(found.changed).toBe(both.length);
        expect(found.appeared).toBe(values.filter(([a, b]) => a === undefined && b !== undefined).length);
        expect(found.vanished).toBe(values.filter(([a, b]) => a !== undefined && b === undefined).length);
        expect(found.sum).toBeCloseTo(
          both.reduce((sum, [a, b]) => sum + b - a, 0),
          3,
        );
        const sizes = both.map(([a, b]) => Math.abs(b - a));
        expect(found.most && Math.abs(found.most.now - found.most.before)).toBe(
          sizes.length > 0 ? Math.max(...sizes) : undefined,
        );
      }
      expect(differs).toEqual(all.map(([a, b]) => [0, 1, 2].some((place) => at(a, of, place) !== at(b, ofNow, place))));
    }),
  );
});

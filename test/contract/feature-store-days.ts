import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DayCells } from '../../stores/day-table.ts';
import type { FreshStores } from './fresh-stores.ts';
import { putDaysNow } from './store-rows.ts';

/** Per id the days and the bytes of its cells. */
const unpack = (cells: DayCells): [number, number[]][][] =>
  Array.from({ length: cells.cellStart.length - 1 }, (_, i) =>
    Array.from({ length: cells.cellStart[i + 1]! - cells.cellStart[i]! }, (_unused, k): [number, number[]] => {
      const cell = cells.cellStart[i]! + k;
      return [cells.day[cell]!, [...cells.bytes.subarray(cells.byteStart[cell], cells.byteStart[cell + 1])]];
    }),
  );

export function dayContract({ empty }: FreshStores): void {
  describe('day cells', () => {
    it('of nothing are empty arrays of the right length', async () => {
      const store = await empty();
      const cells = await store.readDays('user', ['a', 'b'], 0, 10);
      expect([...cells.cellStart]).toEqual([0, 0, 0]);
      expect([cells.day.length, [...cells.byteStart], cells.bytes.length]).toEqual([0, [0], 0]);
      expect([...(await store.readDays('user', [], 0, 10)).cellStart]).toEqual([0]);
    });

    it('come back as the naive answer for any ids, days and range', async () => {
      const ids = fc.constantFrom('a', 'ab', 'b', '\u{1F600}', '￿');
      const days = fc.integer({ min: -4, max: 4 });
      await fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.record({ id: ids, day: days, size: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined }) }),
            { maxLength: 40 },
          ),
          fc.array(ids, { maxLength: 6 }),
          days,
          days,
          async (cells, asked, fromDay, toDay) => {
            const store = await empty();
            const model = new Map<string, Map<number, number[]>>();
            for (const [i, { id, day, size }] of cells.entries()) {
              const cell = size === undefined ? undefined : new Uint8Array(size).fill(i);
              await putDaysNow(store, [{ type: 'user', id, day, cell }]);
              const ofId = model.get(id) ?? new Map<number, number[]>();
              model.set(id, ofId);
              if (cell) ofId.set(day, [...cell]);
              else ofId.delete(day);
            }
            const expected = asked.map((id) =>
              [...(model.get(id) ?? [])].filter(([day]) => day >= fromDay && day <= toDay).sort(([a], [b]) => b - a),
            );
            expect(unpack(await store.readDays('user', asked, fromDay, toDay))).toEqual(expected);
          },
        ),
        { numRuns: 40 },
      );
    });

    it('are written all at once, of several types, and the last of one day stays', async () => {
      const store = await empty();
      const cell = (...bytes: number[]): Uint8Array => Uint8Array.of(...bytes);
      await putDaysNow(store, [
        { type: 'user', id: 'u', day: 1, cell: cell(1) },
        { type: 'user', id: 'u', day: 1, cell: cell(2, 2) },
        { type: 'use', id: 'ru', day: 1, cell: cell(3) },
        { type: 'user', id: 'v', day: 1, cell: cell(4) },
        { type: 'user', id: 'v', day: 1, cell: undefined },
      ]);
      expect(unpack(await store.readDays('user', ['v', 'u'], 0, 9))).toEqual([[], [[1, [2, 2]]]]);
      expect(unpack(await store.readDays('use', ['ru'], 1, 1))).toEqual([[[1, [3]]]]);
    });

    it('may be views of a larger buffer, and an answer is not touched by the next one', async () => {
      const store = await empty();
      const buffer = Uint8Array.of(9, 1, 2, 3, 9);
      await putDaysNow(store, [{ type: 'user', id: 'u', day: 1, cell: buffer.subarray(1, 4) }]);
      buffer.fill(7);
      await putDaysNow(store, [{ type: 'user', id: 'v', day: 1, cell: Uint8Array.of(5, 5, 5) }]);
      const first = await store.readDays('user', ['u'], 1, 1);
      await store.readDays('user', ['v'], 1, 1);
      expect([...first.bytes]).toEqual([1, 2, 3]);
    });

    it('of any size come back, also larger than a page of the disk', async () => {
      const store = await empty();
      const sizes = [1, 100, 5_000, 70_000, 300_000];
      await putDaysNow(
        store,
        sizes.map((size, day) => ({ type: 'user', id: 'u', day, cell: new Uint8Array(size).fill(day + 1) })),
      );
      const found = unpack(await store.readDays('user', ['u'], 0, 9))[0] ?? [];
      expect(found.map(([day, bytes]) => [day, bytes.length, bytes.every((b) => b === day + 1)])).toEqual(
        sizes.map((size, day) => [day, size, true]).reverse(),
      );
    });
  });
}

import { expect } from 'vitest';
import { encodeDay } from '../../engine/packed-day.ts';
import type { Matrix, PackedDays } from '../../engine/matrix.ts';
import type { Daily } from './naive.ts';

/** An entity's days, newest first, each with entries of (dictionary id, value). */
export type EntityDays = readonly { readonly day: number; readonly entries: readonly (readonly [number, number])[] }[];

/** Day cells as a store gives them; `shift` bytes of something else lie before them in their buffer. */
export function packedDays(entities: readonly EntityDays[], shift = 0): PackedDays {
  const cells = entities.flat();
  const packed = cells.map(({ entries }) =>
    encodeDay(
      entries.map(([id]) => id),
      entries.map(([, value]) => value),
      entries.length,
    ),
  );
  const all = Buffer.concat([Buffer.alloc(shift, 0xff), ...packed]);
  return {
    cellStart: runningTotals(entities.map((days) => days.length)),
    day: Int32Array.from(cells, ({ day }) => day),
    byteStart: runningTotals(packed.map(({ length }) => length)),
    bytes: all.subarray(shift),
  };
}

/** A matrix by (entity, base) from entries in any order. */
export function matrixFrom(rows: readonly (readonly (readonly Daily[])[])[]): Matrix {
  const groups = rows.map((bases) => [...bases.entries()].filter(([, entries]) => entries.length > 0));
  const lists = groups.flat().map(([, entries]) => entries.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]));
  return {
    entities: rows.length,
    firstGroup: runningTotals(groups.map(({ length }) => length)),
    base: Int32Array.from(groups.flat(), ([base]) => base),
    start: runningTotals(lists.map(({ length }) => length)),
    back: Int32Array.from(lists.flat(), ([back]) => back),
    value: Float64Array.from(lists.flat(), ([, value]) => value),
  };
}

/** The entries of a matrix of a plan of so many base rows, by (entity, base). */
export function entriesOf({ entities, firstGroup, base, start, back, value }: Matrix, bases: number): Daily[][][] {
  expect([firstGroup.length, firstGroup[0], firstGroup[entities]]).toEqual([entities + 1, 0, base.length]);
  expect([start.length, start[0], start[base.length]]).toEqual([base.length + 1, 0, value.length]);
  return Array.from({ length: entities }, (_, e) => {
    const rows = Array.from({ length: bases }, (): Daily[] => []);
    for (let g = firstGroup[e]!, before = -1; g < firstGroup[e + 1]!; g++) {
      expect(base[g]).toBeGreaterThan(before);
      expect(start[g + 1]).toBeGreaterThan(start[g]!);
      before = base[g]!;
      for (let i = start[g]!; i < start[g + 1]!; i++) rows[before]!.push([back[i]!, value[i]!]);
    }
    return rows;
  });
}

export function runningTotals(lengths: readonly number[]): Int32Array {
  const totals = new Int32Array(lengths.length + 1);
  for (const [i, length] of lengths.entries()) totals[i + 1] = totals[i]! + length;
  return totals;
}

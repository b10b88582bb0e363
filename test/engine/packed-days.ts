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
  const lists = rows.flat().map((entries) => entries.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]));
  return {
    entities: rows.length,
    bases: rows[0]?.length ?? 0,
    start: runningTotals(lists.map(({ length }) => length)),
    back: Int32Array.from(lists.flat(), ([back]) => back),
    value: Float64Array.from(lists.flat(), ([, value]) => value),
  };
}

/** The entries of a matrix by (entity, base). */
export const entriesOf = ({ entities, bases, start, back, value }: Matrix): Daily[][][] =>
  Array.from({ length: entities }, (_, e) =>
    Array.from({ length: bases }, (__, b) => {
      const [from = 0, to = 0] = start.subarray(e * bases + b);
      return Array.from({ length: to - from }, (___, i): Daily => [back[from + i]!, value[from + i]!]);
    }),
  );

export function runningTotals(lengths: readonly number[]): Int32Array {
  const totals = new Int32Array(lengths.length + 1);
  for (const [i, length] of lengths.entries()) totals[i + 1] = totals[i]! + length;
  return totals;
}

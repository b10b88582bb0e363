import type { RowBlock } from '../../engine/row-block.ts';

/** The cells of a row: (slot, value), ascending by slot. */
export type Cells = readonly (readonly [slot: number, value: number])[];

export const blockOf = (rows: readonly Cells[], ids = rows.map((_, i) => `id-${i}`)): RowBlock => ({
  ids,
  rowStart: Int32Array.from([0, ...rows.map((_, i) => rows.slice(0, i + 1).flat().length)]),
  slot: Int32Array.from(rows.flat(), ([slot]) => slot),
  value: Float64Array.from(rows.flat(), ([, value]) => value),
});

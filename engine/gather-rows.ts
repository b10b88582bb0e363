import type { RowBlock } from './row-block.ts';

/** A row somewhere: in which block, at which place, and what its values that count days are to be raised by. */
export interface RowPlace {
  readonly block: RowBlock;
  readonly row: number;
  readonly days: number;
}

/**
 * One block of rows from anywhere, in the order given.
 * @param days Uint8Array[slots], 1 where a value counts days (day-slots.ts)
 */
export function gatherRows(ids: readonly string[], places: readonly RowPlace[], days: Uint8Array): RowBlock {
  const rowStart = new Int32Array(ids.length + 1);
  for (const [i, { block, row }] of places.entries())
    rowStart[i + 1] = rowStart[i]! + block.rowStart[row + 1]! - block.rowStart[row]!;
  const slot = new Int32Array(rowStart[ids.length]!);
  const value = new Float64Array(slot.length);
  for (const [i, { block, row, days: raise }] of places.entries()) {
    const [from, to] = [block.rowStart[row]!, block.rowStart[row + 1]!];
    slot.set(block.slot.subarray(from, to), rowStart[i]);
    value.set(block.value.subarray(from, to), rowStart[i]);
    if (raise === 0) continue;
    for (let at = rowStart[i]!; at < rowStart[i + 1]!; at++) if (days[slot[at]!] === 1) value[at]! += raise;
  }
  return { ids, rowStart, slot, value };
}

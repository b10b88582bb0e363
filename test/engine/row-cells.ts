import type { Plan } from '../../engine/plan.ts';
import type { RowBlock } from '../../engine/row-block.ts';

/** A block as { id: { feature: value } }. */
export const cellsOf = (
  { names }: Plan,
  { ids, rowStart, slot, value }: RowBlock,
): Record<string, Record<string, number>> =>
  Object.fromEntries(
    ids.map((id, i) => {
      const places = Array.from({ length: rowStart[i + 1]! - rowStart[i]! }, (_, k) => rowStart[i]! + k);
      return [id, Object.fromEntries(places.map((k) => [names[slot[k]!]!, value[k]!]))];
    }),
  );

import { attributeValue } from './attribute-value.ts';
import type { Plan } from './plan.ts';
import type { RowBlock } from './row-block.ts';
import { storedAttributes } from './stored-text.ts';

/**
 * The block with the attributes of the plan put in, slots ascending as before.
 * @param texts for each row the attrs text of the version in force, undefined for none
 */
export function withAttributes(
  { attributes, names }: Plan,
  block: RowBlock,
  texts: readonly (string | undefined)[],
): RowBlock {
  const rows = block.ids.length;
  const rowStart = new Int32Array(rows + 1);
  const slot = new Int32Array(block.slot.length + rows * attributes.length);
  const value = new Float64Array(slot.length);
  let cells = 0;
  const put = (at: number, x: number): void => {
    slot[cells] = at;
    value[cells] = x;
    cells += 1;
  };
  for (let row = 0; row < rows; row++) {
    let next = block.rowStart[row]!;
    const end = block.rowStart[row + 1]!;
    const copyBelow = (limit: number): void => {
      for (; next < end && block.slot[next]! < limit; next++) put(block.slot[next]!, block.value[next]!);
    };
    const text = texts[row];
    if (text !== undefined) {
      const attrs = storedAttributes(text, `a version of ${block.ids[row]!}`);
      for (const { feature, slot: at } of attributes) {
        const x = attributeValue(feature, text, attrs);
        if (x === undefined) continue;
        copyBelow(at);
        put(at, x);
      }
    }
    copyBelow(names.length);
    rowStart[row + 1] = cells;
  }
  return { ids: block.ids, rowStart, slot: slot.slice(0, cells), value: value.slice(0, cells) };
}

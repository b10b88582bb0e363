import type { Matrix } from './matrix.ts';

/** Entries as rows of a table, in any order: whole numbers of entity and base row, days back from 1, and the value. */
export interface EntryRows {
  readonly id: Int32Array;
  readonly feature: Int32Array;
  readonly back: Int32Array;
  readonly value: Float64Array;
}

/**
 * The matrix of the entities from the least to the greatest, a base row a feature; entries more than `depth` days back are left out. Each goes
 * to its (entity, base) by counting, and there to its place among the days.
 */
export function matrixFromRows(
  { id, feature, back: daysBack, value: values }: EntryRows,
  bases: number,
  depth: number,
): Matrix {
  let [least, greatest] = [id[0] ?? 0, id[0] ?? 0];
  for (const one of id) [least, greatest] = [Math.min(least, one), Math.max(greatest, one)];
  const entities = greatest - least + 1;
  const start = new Int32Array(entities * bases + 1);
  const rows = id.length;
  for (let i = 0; i < rows; i++) if (daysBack[i]! <= depth) start[(id[i]! - least) * bases + feature[i]! + 1]! += 1;
  for (let row = 0; row < entities * bases; row++) start[row + 1]! += start[row]!;
  const next = start.slice();
  const back = new Int32Array(start[entities * bases]!);
  const value = new Float64Array(back.length);
  for (let i = 0; i < rows; i++) {
    if (daysBack[i]! > depth) continue;
    const row = (id[i]! - least) * bases + feature[i]!;
    let place = next[row]!++;
    for (; place > start[row]! && back[place - 1]! > daysBack[i]!; place--) {
      back[place] = back[place - 1]!;
      value[place] = value[place - 1]!;
    }
    back[place] = daysBack[i]!;
    value[place] = values[i]!;
  }
  return { entities, bases, start, back, value };
}

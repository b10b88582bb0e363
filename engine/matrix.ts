/**
 * 特征矩阵: the values that a batch of entities (or groups of them) has. Absent is not zero: no value, no entry. Nor does a base row without
 * entries take room or time, so a wide dictionary costs what an entity has of it. A group is the entries of an entity and base row.
 *   firstGroup Int32Array[entities + 1]  groups of entity e: firstGroup[e] .. firstGroup[e + 1]
 *   base       Int32Array[groups]        place in the plan's `bases`, ascending within an entity
 *   start      Int32Array[groups + 1]    entries of group g: start[g] .. start[g + 1], at least one
 *   back       Int32Array[entries]       days back, ascending within a group; 1 is yesterday, at most the depth of the group's base
 *   value      Float64Array[entries]     finite; where a day comes more than once (a union), ascending within it
 */
export interface Matrix {
  readonly entities: number;
  readonly firstGroup: Int32Array;
  readonly base: Int32Array;
  readonly start: Int32Array;
  readonly back: Int32Array;
  readonly value: Float64Array;
}

/** Packed day cells of a batch of ids, as stores/day-table.ts gives them: days newest first within an id. */
export interface PackedDays {
  readonly cellStart: Int32Array;
  readonly day: Int32Array;
  readonly byteStart: Int32Array;
  readonly bytes: Uint8Array;
}

/**
 * Sparse feature rows of a batch of entities, CSR by entity.
 *   ids      string[n]              one a row, in the file's order
 *   rowStart Int32Array[n + 1]      cells of row i: rowStart[i] .. rowStart[i+1]
 *   slot     Int32Array[cells]      ascending within a row; the place of a feature in its plan's `names`, from 0
 *   value    Float64Array[cells]    finite, never -0; a feature without a value has no cell: absent is not zero
 */
export interface RowBlock {
  readonly ids: readonly string[];
  readonly rowStart: Int32Array;
  readonly slot: Int32Array;
  readonly value: Float64Array;
}

/**
 * LibSVM lines as numbers, CSR by row.
 *   label    Float64Array[n]
 *   rowStart Int32Array[n + 1]    cells of row i: rowStart[i] .. rowStart[i+1]
 *   column   Int32Array[cells]    1-based, ascending within a row
 *   value    Float64Array[cells]  finite; a column without a cell is absent, which is not zero
 */
export interface LibsvmRows {
  readonly label: Float64Array;
  readonly rowStart: Int32Array;
  readonly column: Int32Array;
  readonly value: Float64Array;
}

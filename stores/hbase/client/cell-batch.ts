/**
 * Cells of one answer, in order, as views on `bytes`; no object a cell.
 *   cells c   rowStart..rowEnd, qualifierStart..qualifierEnd, valueStart..valueEnd  Int32Array[cells], places in `bytes`
 *             family          Uint8Array[cells]    index into `families`
 *             timestamp       Float64Array[cells]  ms, exact up to 2^53; the 8 raw bytes (big endian) begin at timestampStart
 *   rows r    rowFirstCell    Int32Array[rows + 1] cells of row r: rowFirstCell[r] .. rowFirstCell[r+1]
 * Cells of a row ascend by family, qualifier and newest timestamp first. A row without cells has an empty range.
 * `bytes` may hold more than the batch shows; it stays valid as long as the batch is kept.
 */
export interface CellBatch {
  readonly cells: number;
  readonly bytes: Uint8Array;
  readonly rowStart: Int32Array;
  readonly rowEnd: Int32Array;
  readonly family: Uint8Array;
  /** Names by index; may hold names that this batch does not use, and grows with later batches of the same table. */
  readonly families: readonly string[];
  readonly qualifierStart: Int32Array;
  readonly qualifierEnd: Int32Array;
  readonly timestamp: Float64Array;
  readonly timestampStart: Int32Array;
  readonly valueStart: Int32Array;
  readonly valueEnd: Int32Array;
  readonly rows: number;
  readonly rowFirstCell: Int32Array;
}

const INT_COLUMNS = 7;
const BYTES_A_CELL = Float64Array.BYTES_PER_ELEMENT + INT_COLUMNS * Int32Array.BYTES_PER_ELEMENT + 1;

/** A batch of that size whose columns are still 0. One allocation for all columns: a scan makes thousands of batches. */
export function allocateBatch(bytes: Uint8Array, families: readonly string[], cells: number, rows: number): CellBatch {
  const memory = new ArrayBuffer(cells * BYTES_A_CELL);
  const ints = (column: number): Int32Array => new Int32Array(memory, cells * (8 + 4 * column), cells);
  return {
    cells,
    bytes,
    families,
    timestamp: new Float64Array(memory, 0, cells),
    rowStart: ints(0),
    rowEnd: ints(1),
    qualifierStart: ints(2),
    qualifierEnd: ints(3),
    timestampStart: ints(4),
    valueStart: ints(5),
    valueEnd: ints(6),
    family: new Uint8Array(memory, cells * (8 + 4 * INT_COLUMNS), cells),
    rows,
    rowFirstCell: new Int32Array(rows + 1),
  };
}

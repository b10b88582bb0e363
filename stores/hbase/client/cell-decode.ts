import { allocateBatch, type CellBatch } from './cell-batch.ts';
import { HBaseError } from './hbase-error.ts';
import type { BytesIndex } from './intern-bytes.ts';

/** How the cells of a cell block fall into rows. */
export interface RowLayout {
  /** Cells of each row of the batch; 0 for a row without cells. */
  readonly rowCells: ArrayLike<number>;
  /** Where each row's first cell begins; left out where the rows follow one another from 0 and fill the block. */
  readonly rowOffset?: Int32Array;
}

/** Length word, key length, value length. */
export const BYTES_BEFORE_KEY = 12;
/** Row length, family length, timestamp and type, beside the row, family and qualifier. */
export const KEY_BYTES_BESIDE_NAMES = 2 + 1 + 8 + 1;

/**
 * A cell block of the KeyValueCodec as a batch: length · [ key length · value length · key · value · tags? ], all big endian; the key is
 * row length (2) · row · family length (1) · family · qualifier · timestamp (8) · type (1). Tags are passed over.
 * @throws HBaseError protocol: the block is cut short, or a length in it cannot be right
 */
export function decodeCells(bytes: Uint8Array, layout: RowLayout, families: BytesIndex): CellBatch {
  const { rowCells, rowOffset } = layout;
  const rows = rowCells.length;
  let cells = 0;
  for (let row = 0; row < rows; row++) cells += rowCells[row]! >= 0 ? rowCells[row]! : Number.NaN;
  // Checked before anything is allocated: a lying count must not cost more memory than the answer has bytes.
  if (!(cells * (BYTES_BEFORE_KEY + KEY_BYTES_BESIDE_NAMES) <= bytes.length))
    throw lying(`has ${bytes.length} bytes`, cells);
  const batch = allocateBatch(bytes, families.names, cells, rows);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let cell = 0;
  for (let row = 0; row < rows; row++) {
    if (rowOffset) at = rowOffset[row]!;
    const end = cell + rowCells[row]!;
    for (; cell < end; cell++) at = decodeCell(batch, view, at, cell, families);
    batch.rowFirstCell[row + 1] = cell;
  }
  if (!rowOffset && at !== bytes.length)
    throw lying(`goes on for ${bytes.length - at} bytes behind its last cell`, cells);
  return batch;
}

/** Decodes the cell at `at` into place `cell`; where the next one begins. */
function decodeCell(batch: CellBatch, view: DataView, at: number, cell: number, families: BytesIndex): number {
  const { bytes } = batch;
  if (at + BYTES_BEFORE_KEY + 2 > bytes.length) throw lying('ends early', cell);
  const end = at + 4 + view.getUint32(at);
  const keyBytes = view.getUint32(at + 4);
  const key = at + BYTES_BEFORE_KEY;
  const value = key + keyBytes;
  const valueEnd = value + view.getUint32(at + 8);
  const row = key + 2;
  const rowEnd = row + view.getUint16(key);
  const qualifierEnd = value - 9;
  if (end > bytes.length || valueEnd > end || rowEnd >= qualifierEnd) throw lying('has wrong lengths', cell);
  const family = rowEnd + 1;
  const qualifier = family + bytes[rowEnd]!;
  if (qualifier > qualifierEnd) throw lying('has a wrong family length', cell);
  if (valueEnd !== end && !isTags(view, valueEnd, end)) throw lying('has a wrong value length', cell);
  batch.rowStart[cell] = row;
  batch.rowEnd[cell] = rowEnd;
  batch.qualifierStart[cell] = qualifier;
  batch.qualifierEnd[cell] = qualifierEnd;
  batch.timestampStart[cell] = qualifierEnd;
  batch.timestamp[cell] = view.getInt32(qualifierEnd) * 0x1_0000_0000 + view.getUint32(qualifierEnd + 4);
  batch.valueStart[cell] = value;
  batch.valueEnd[cell] = valueEnd;
  batch.family[cell] = familyOf(batch, cell, family, qualifier, families);
  return end;
}

/** Almost always the family of the cell before, whose bytes are at hand. */
function familyOf(batch: CellBatch, cell: number, start: number, end: number, families: BytesIndex): number {
  if (cell > 0 && sameFamily(batch, cell - 1, start, end)) return batch.family[cell - 1]!;
  const index = families.indexOf(batch.bytes, start, end);
  if (index < 0) throw lying('names more families than a table can have', cell);
  return index;
}

function sameFamily({ bytes, rowEnd, qualifierStart }: CellBatch, cell: number, start: number, end: number): boolean {
  const before = rowEnd[cell]! + 1;
  if (qualifierStart[cell]! - before !== end - start) return false;
  for (let i = start, j = before; i < end; i++, j++) if (bytes[i] !== bytes[j]) return false;
  return true;
}

const isTags = (view: DataView, start: number, end: number): boolean =>
  end - start >= 2 && view.getUint16(start) === end - start - 2;

/** Where the cell behind the one at `at` begins, reading its length only. @throws HBaseError protocol */
export function skipCell(bytes: Uint8Array, at: number): number {
  if (at + 4 > bytes.length) throw lying('ends early', 0);
  const length = ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
  if (at + 4 + length > bytes.length) throw lying('ends early', 0);
  return at + 4 + length;
}

const lying = (fault: string, cell: number): HBaseError =>
  new HBaseError('protocol', `the cell block of an answer ${fault} (cell ${cell})`);

import { HBaseError } from './hbase-error.ts';

/** One row of hbase:meta: its key, and its values by `family:qualifier`. */
export interface MetaRow {
  readonly row: Uint8Array;
  readonly values: ReadonlyMap<string, Uint8Array>;
}

/**
 * The rows of an answer's cell block. A cell is [int32 size | int32 key size | int32 value size | int16 row size | row |
 * int8 family size | family | qualifier | 8 bytes time | 1 byte type | value]. Meta is small: this is not the way data is read.
 * Throws of kind `protocol`.
 */
export function metaRows(bytes: Uint8Array): readonly MetaRow[] {
  const rows: { row: Uint8Array; values: Map<string, Uint8Array> }[] = [];
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  try {
    for (let at = 0; at < view.length; at += 4 + view.readInt32BE(at)) {
      const keySize = view.readInt32BE(at + 4);
      const valueSize = view.readInt32BE(at + 8);
      const size = view.readInt32BE(at);
      const fits = size <= view.length - at - 4 && keySize >= 12 && valueSize >= 0 && 8 + keySize + valueSize <= size;
      if (!fits) throw new RangeError('sizes');
      const rowEnd = at + 14 + view.readInt16BE(at + 12);
      const familyEnd = rowEnd + 1 + view.readUInt8(rowEnd);
      const keyEnd = at + 12 + keySize;
      if (rowEnd < at + 14 || familyEnd > keyEnd - 9) throw new RangeError('sizes');
      const row = view.subarray(at + 14, rowEnd);
      const name = `${view.toString('latin1', rowEnd + 1, familyEnd)}:${view.toString('latin1', familyEnd, keyEnd - 9)}`;
      let last = rows.at(-1);
      if (last === undefined || Buffer.compare(last.row, row) !== 0) rows.push((last = { row, values: new Map() }));
      last.values.set(name, view.subarray(keyEnd, keyEnd + valueSize));
    }
  } catch (cause) {
    throw new HBaseError('protocol', `hbase:meta answers cells that cannot be read: ${String(cause)}.`, { cause });
  }
  return rows;
}

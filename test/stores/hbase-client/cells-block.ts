import { CELL_TYPE, cellWriter, encodedBytes, writeCell } from '../../../stores/hbase/client/cell-encode.ts';
import type { PlainCell } from './cells-plain.ts';

/** The cells as a cell block. */
export function blockOf(cells: readonly PlainCell[]): Uint8Array {
  const sizes = cells.map(({ row, family, qualifier, value }) =>
    encodedBytes(row.length, Buffer.byteLength(family), qualifier.length, value.length),
  );
  const writer = cellWriter(sizes.reduce((sum, size) => sum + size, 0));
  for (const { row, family, qualifier, timestamp, value } of cells)
    writeCell(writer, row, Buffer.from(family), qualifier, timestamp, CELL_TYPE.put, value);
  return writer.bytes;
}

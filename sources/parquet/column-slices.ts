import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { asyncBufferFromFile, parquetScan, type Compressors, type DecodedArray, type FileMetaData } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { TEXT_PARSERS } from './cell-text.ts';

/** Some rows of a file, column by column. */
export interface ColumnSlice {
  /** 1-based number of the first row in the file. */
  readonly firstRow: number;
  readonly rows: number;
  /** In the order in which the columns were asked for, each with a value a row. */
  readonly columns: readonly DecodedArray[];
}

/** A row group may have a million rows; this many are decoded at a time, from those pages only that hold them. */
const ROWS_A_SLICE = 50_000;

/**
 * The rows of a Parquet file in slices of a row group.
 * @throws Error where the file does not hold what its footer says
 */
export async function* columnSlices(
  path: string,
  metadata: FileMetaData,
  names: readonly string[],
): AsyncGenerator<ColumnSlice> {
  const file = await asyncBufferFromFile(path);
  const scan = await parquetScan({
    file,
    metadata,
    columns: [...names],
    compressors: COMPRESSORS,
    parsers: TEXT_PARSERS,
    utf8: false,
  });
  let total = 0;
  for (const group of scan.ranges) {
    for (let rowStart = group.rowStart; rowStart < group.rowEnd; rowStart += ROWS_A_SLICE) {
      const rowEnd = Math.min(group.rowEnd, rowStart + ROWS_A_SLICE);
      const columns: DecodedArray[] = [];
      for (const column of names) {
        const values = await scan.readColumn({ column, rowStart, rowEnd });
        // The decoder stops without a word where a column's bytes end.
        if (values.length !== rowEnd - rowStart) {
          throw new Error(`column ${column} ends after row ${rowStart + values.length} of ${group.rowEnd}`);
        }
        columns.push(values);
      }
      total += rowEnd - rowStart;
      yield { firstRow: rowStart + 1, rows: rowEnd - rowStart, columns };
    }
  }
  if (total !== Number(metadata.num_rows)) {
    throw new Error(`its row groups have ${total} rows, its footer says ${metadata.num_rows}`);
  }
}

/** Node's own gzip and Brotli are faster, and check what they give. */
const COMPRESSORS: Compressors = {
  ...compressors,
  GZIP: (input, maxOutputLength) => gunzipSync(input, { maxOutputLength }),
  BROTLI: (input, maxOutputLength) => brotliDecompressSync(input, { maxOutputLength }),
};

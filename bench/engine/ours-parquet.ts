import { fstatSync, openSync, readSync } from 'node:fs';
import type { FileMetaData } from 'hyparquet';
import { parquetMetadata } from 'hyparquet/src/metadata.js';
import { matrixFromRows, openRowsRoom } from '../../engine/matrix-from-rows.ts';
import type { Matrix } from '../../engine/matrix.ts';
import { firstRows, type EntryRows } from '../../engine/sorted-rows.ts';
import { decodeColumn, openPageRoom } from './parquet-column.ts';

export interface ParquetReader {
  /** Row groups, of whole ids each. */
  readonly blocks: number;
  /**
   * A row group's matrix: an entity for each id from the least to the greatest, entries within `depth` days back, sorted here. It is good
   * until the next call.
   */
  read(block: number, bases: number, depth: number): Matrix & { readonly rows: number };
}

/** What a reader holds is as large as its largest row group, and used for each of them. */
export function openParquet(path: string): ParquetReader {
  const file = openSync(path, 'r');
  const { row_groups: groups } = metadataOf(file);
  const rows = groups.map(({ num_rows }) => Number(num_rows));
  const most = rows.reduce((a, b) => Math.max(a, b), 0);
  const columns: EntryRows = {
    id: new Int32Array(most),
    feature: new Int32Array(most),
    back: new Int32Array(most),
    value: new Float64Array(most),
  };
  const pages = openPageRoom();
  const sorted = openRowsRoom();
  let chunk = new Uint8Array(0);
  return {
    blocks: groups.length,
    read(block, bases, depth) {
      const count = rows[block] ?? 0;
      const entries = firstRows(columns, count);
      for (const { meta_data: meta } of groups[block]?.columns ?? []) {
        if (meta === undefined) throw new Error('a column of the row group is not in this file');
        const bytes = Number(meta.total_compressed_size);
        if (chunk.length < bytes) chunk = new Uint8Array(2 * bytes);
        readRange(file, Number(meta.dictionary_page_offset ?? meta.data_page_offset), chunk.subarray(0, bytes));
        const name = meta.path_in_schema[0] as keyof EntryRows;
        decodeColumn(chunk.subarray(0, bytes), meta.codec, entries[name], pages);
      }
      return { ...matrixFromRows(entries, bases, depth, sorted), rows: count };
    },
  };
}

function readRange(file: number, start: number, into: Uint8Array): void {
  for (let done = 0; done < into.length;) {
    const read = readSync(file, into, done, into.length - done, start + done);
    if (read === 0) throw new Error('the file ends in the middle of a column');
    done += read;
  }
}

function metadataOf(file: number): FileMetaData {
  const { size } = fstatSync(file);
  const tail = new Uint32Array(2);
  readRange(file, size - 8, new Uint8Array(tail.buffer));
  const footer = new Uint8Array((tail[0] ?? 0) + 8);
  readRange(file, size - footer.length, footer);
  return parquetMetadata(footer.buffer);
}

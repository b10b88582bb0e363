import { fstatSync, openSync, readSync } from 'node:fs';
import type { CompressionCodec, FileMetaData } from 'hyparquet';
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

/** A column of a row group: where its bytes lie in the file. */
interface Chunk {
  readonly name: keyof EntryRows;
  readonly codec: CompressionCodec;
  readonly start: number;
  readonly bytes: number;
}

interface RowGroup {
  readonly rows: number;
  readonly chunks: readonly Chunk[];
}

/** What a reader holds is as large as its largest row group, and used for each of them. */
export function openParquet(path: string): ParquetReader {
  const file = openSync(path, 'r');
  const groups = rowGroupsOf(file);
  const mostRows = greatest(groups.map(({ rows }) => rows));
  const columns: EntryRows = {
    id: new Int32Array(mostRows),
    feature: new Int32Array(mostRows),
    back: new Int32Array(mostRows),
    value: new Float64Array(mostRows),
  };
  const room = new Uint8Array(greatest(groups.flatMap(({ chunks }) => chunks.map(({ bytes }) => bytes))));
  const pages = openPageRoom();
  const sorted = openRowsRoom();
  return {
    blocks: groups.length,
    read(block, bases, depth) {
      const { rows = 0, chunks = [] } = groups[block] ?? {};
      const entries = firstRows(columns, rows);
      for (const { name, codec, start, bytes } of chunks) {
        const chunk = room.subarray(0, bytes);
        readRange(file, start, chunk);
        decodeColumn(chunk, codec, entries[name], pages);
      }
      return { ...matrixFromRows(entries, bases, depth, sorted), rows };
    },
  };
}

/** Of the footer only what is read: with its statistics it would be ten times as large, and it grows with the file. */
function rowGroupsOf(file: number): RowGroup[] {
  return metadataOf(file).row_groups.map(({ num_rows: rows, columns }) => ({
    rows: Number(rows),
    chunks: columns.map(({ meta_data: meta }) => {
      if (meta === undefined) throw new Error('a column of a row group lies in another file');
      return {
        name: meta.path_in_schema[0] as keyof EntryRows,
        codec: meta.codec,
        start: Number(meta.dictionary_page_offset ?? meta.data_page_offset),
        bytes: Number(meta.total_compressed_size),
      };
    }),
  }));
}

const greatest = (numbers: readonly number[]): number => numbers.reduce((most, one) => Math.max(most, one), 0);

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

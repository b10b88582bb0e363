import { openSync, readSync, statSync } from 'node:fs';
import { parquetMetadata, parquetRead, type AsyncBuffer, type FileMetaData } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { matrixFromRows, type EntryRows } from '../../engine/matrix-from-rows.ts';
import type { Matrix } from '../../engine/matrix.ts';

export interface ParquetReader {
  /** Row groups, of whole ids each. */
  readonly blocks: number;
  /** A row group's matrix: an entity for each id from the least to the greatest, entries within `depth` days back, sorted here. */
  read(block: number, bases: number, depth: number): Promise<Matrix & { readonly rows: number }>;
}

export function openParquet(path: string): ParquetReader {
  const file = openFile(path);
  const metadata = metadataOf(path);
  const ends = metadata.row_groups.map(({ num_rows }) => Number(num_rows));
  for (let i = 1; i < ends.length; i++) ends[i] = (ends[i] ?? 0) + (ends[i - 1] ?? 0);
  return {
    blocks: ends.length,
    async read(block, bases, depth) {
      const [rowStart, rowEnd] = [ends[block - 1] ?? 0, ends[block] ?? 0];
      const columns = await readColumns(file, metadata, rowStart, rowEnd);
      return { ...matrixFromRows(columns, bases, depth), rows: rowEnd - rowStart };
    },
  };
}

async function readColumns(
  file: AsyncBuffer,
  metadata: FileMetaData,
  rowStart: number,
  rowEnd: number,
): Promise<EntryRows> {
  const rows = rowEnd - rowStart;
  const columns: EntryRows = {
    id: new Int32Array(rows),
    feature: new Int32Array(rows),
    back: new Int32Array(rows),
    value: new Float64Array(rows),
  };
  await parquetRead({
    file,
    metadata,
    compressors,
    rowStart,
    rowEnd,
    onPage({ pathInSchema: [name], columnData, rowStart: first }) {
      columns[name as keyof EntryRows].set(columnData as ArrayLike<number>, first - rowStart);
    },
  });
  return columns;
}

function openFile(path: string): AsyncBuffer {
  const file = openSync(path, 'r');
  const byteLength = statSync(path).size;
  return {
    byteLength,
    slice: (start, end = byteLength) => readRange(file, start, end),
  };
}

function readRange(file: number, start: number, end: number): ArrayBuffer {
  const buffer = new ArrayBuffer(end - start);
  for (let done = 0; done < buffer.byteLength;)
    done += readSync(file, new Uint8Array(buffer, done), { position: start + done });
  return buffer;
}

function metadataOf(path: string): FileMetaData {
  const file = openSync(path, 'r');
  const { size } = statSync(path);
  const [metadataBytes = 0] = new Uint32Array(readRange(file, size - 8, size - 4));
  return parquetMetadata(readRange(file, size - 8 - metadataBytes, size));
}

import type { FileHandle } from 'node:fs/promises';
import zlib from 'node:zlib';
import type { ColumnMetaData, PageHeader } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';

/** A page of a column chunk as it stands in the file. */
export interface Page {
  readonly header: PageHeader;
  /** Compressed. */
  readonly bytes: Uint8Array;
}

const WINDOW_BYTES = 128 * 1024;

/**
 * The pages of one column of one row group, read one by one.
 * @throws Error where they do not fit into the bytes that the footer gives them
 */
export async function* chunkPages(file: FileHandle, chunk: ColumnMetaData): AsyncGenerator<Page> {
  let at = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
  const end = at + Number(chunk.total_compressed_size);
  let window: Buffer = Buffer.alloc(0);
  while (at < end) {
    let header: PageHeader | undefined;
    let headerBytes = 0;
    for (let wanted = WINDOW_BYTES; header === undefined; wanted *= 8) {
      const all = end - at <= wanted;
      if (window.length < Math.min(wanted, end - at)) window = await readAt(file, at, Math.min(wanted, end - at));
      [header, headerBytes] = headerIn(window, all);
    }
    const { compressed_page_size: size, uncompressed_page_size: inflated } = header;
    const length = headerBytes + size;
    if (!(size >= 0) || at + length > end) throw new Error('a page that does not end within its column');
    if (!(inflated >= 0) || inflated > Number(chunk.total_uncompressed_size))
      throw new Error('a page larger than its column');
    if (window.length < length) window = await readAt(file, at, Math.min(end - at, length + WINDOW_BYTES));
    const bytes = window.subarray(headerBytes, length);
    refuseChanged(header, bytes);
    yield { header, bytes };
    window = window.subarray(length);
    at += length;
  }
}

/** The header with which the bytes begin, undefined where they are not all and it may go on behind them. */
function headerIn(window: Buffer, all: boolean): [PageHeader | undefined, number] {
  const reader = { view: new DataView(window.buffer, window.byteOffset, window.byteLength), offset: 0 };
  try {
    return [parquetHeader(reader), reader.offset];
  } catch (error) {
    if (all) throw error;
    return [undefined, 0];
  }
}

/** Node 20.15 has it; before, pages are taken as they are, like those whose writer gives no checksum. */
const crc32: ((bytes: Uint8Array) => number) | undefined = zlib.crc32;

function refuseChanged({ crc }: PageHeader, bytes: Uint8Array): void {
  if (crc !== undefined && crc32 !== undefined && crc32(bytes) !== crc >>> 0)
    throw new Error('a page whose checksum is not right');
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafeSlow(length), 0, length, position);
  if (bytesRead < length) throw new Error('it ends in the middle of a column');
  return buffer;
}

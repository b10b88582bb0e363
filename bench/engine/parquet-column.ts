import type { CompressionCodec, PageHeader } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { lookUpPlaces, OVERHANG, type Column } from './dictionary-places.ts';
import { decompress } from './snappy.ts';

/** Bytes that page after page is put in, so that none are made and thrown away. */
interface PageRoom {
  bytes: Uint8Array;
}

export const openPageRoom = (): PageRoom => ({ bytes: new Uint8Array(0) });

/**
 * Decodes the pages of a chunk of required INT32s or DOUBLEs into `column`: plain values are decompressed where they belong, places in a
 * dictionary are looked up. hyparquet's own reader makes four arrays a page, which is most of its time and of its memory.
 * @throws Error for another encoding or codec, and for a chunk that does not have as many values as the column
 */
export function decodeColumn(chunk: Uint8Array, codec: CompressionCodec, column: Column, room: PageRoom): void {
  if (codec !== 'SNAPPY' && codec !== 'UNCOMPRESSED') throw new Error(`the codec ${codec} is not read here`);
  const reader = { view: new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength), offset: 0 };
  let dictionary: Column = column.subarray(0, 0);
  for (let row = 0; row < column.length;) {
    const header = parquetHeader(reader);
    const page = chunk.subarray(reader.offset, (reader.offset += header.compressed_page_size));
    const packed = codec === 'SNAPPY' && header.data_page_header_v2?.is_compressed !== false;
    if (header.type === 'DICTIONARY_PAGE') {
      const values = header.dictionary_page_header?.num_values ?? 0;
      dictionary = column instanceof Int32Array ? new Int32Array(values) : new Float64Array(values);
      inflate(page, packed, bytesOf(dictionary));
      continue;
    }
    const { num_values: values, encoding } = dataHeader(header);
    if (row + values > column.length) throw new Error('more values than rows');
    const part = column.subarray(row, row + values);
    row += values;
    if (encoding === 'PLAIN') inflate(page, packed, bytesOf(part));
    else if (encoding === 'RLE_DICTIONARY') {
      const bytes = header.uncompressed_page_size;
      if (room.bytes.length < bytes + OVERHANG) room.bytes = new Uint8Array(bytes + OVERHANG);
      const places = room.bytes.subarray(0, bytes);
      inflate(page, packed, places);
      lookUpPlaces(places, dictionary, part);
    } else throw new Error(`the encoding ${encoding} is not read here`);
  }
}

function dataHeader({
  type,
  data_page_header: v1,
  data_page_header_v2: v2,
}: PageHeader): Pick<NonNullable<typeof v1>, 'num_values' | 'encoding'> {
  const head = v1 ?? v2;
  if (head === undefined) throw new Error(`pages of type ${type} are not read here`);
  return head;
}

function inflate(page: Uint8Array, packed: boolean, into: Uint8Array): void {
  if (packed) decompress(page, into);
  else if (page.length === into.length) into.set(page);
  else throw new Error('a page that does not have its bytes');
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Column): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

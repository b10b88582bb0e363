import type { DecodedArray } from 'hyparquet';
import { convert, convertWithDictionary } from 'hyparquet/src/convert.js';
import { decompressPage } from 'hyparquet/src/datapage.js';
import type { Page } from './chunk-pages.ts';
import type { ColumnDecoder } from './column-decoder.ts';
import { encodedValues, runs } from './encoded-values.ts';

/** The values of a dictionary page. @throws Error for a page that does not hold what it says */
export function dictionaryValues({ header, bytes }: Page, column: ColumnDecoder): DecodedArray {
  const count = header.dictionary_page_header?.num_values ?? -1;
  const page = inflated(bytes, header.uncompressed_page_size, column);
  if (count < 0 || count > page.length * 8) throw new Error('a dictionary of more values than bytes');
  return convert(encodedValues(page, 'PLAIN', column, count), column);
}

/** The values of a data page, null where there is none; at most `left`. @throws Error for a page that does not hold what it says */
export function dataValues(
  page: Page,
  dictionary: DecodedArray | undefined,
  column: ColumnDecoder,
  left: number,
): DecodedArray {
  const { data_page_header: v1, data_page_header_v2: v2 } = page.header;
  const head = v1 ?? v2;
  if (head === undefined) throw new Error(`a page of type ${page.header.type}`);
  const { num_values: count, encoding } = head;
  if (!Number.isInteger(count) || count < 0 || count > left)
    throw new Error(`a page of ${count} values where ${left} are left`);
  if (encoding.endsWith('_DICTIONARY') && dictionary === undefined) throw new Error('a page without its dictionary');
  const { levels, bytes } = v2 === undefined ? partsOfV1(page, column, count) : partsOfV2(page, column, count);
  const nulls = levels === undefined ? 0 : levels.reduce((sum, level) => sum + 1 - level, 0);
  const encoded = encodedValues(bytes, encoding, column, count - nulls);
  if (encoded.length !== count - nulls)
    throw new Error(`a page of ${encoded.length} values instead of ${count - nulls}`);
  const values = convertWithDictionary(encoded, dictionary, encoding, column);
  return levels === undefined || nulls === 0 ? values : withNulls(values, levels);
}

interface Parts {
  /** For every value whether it is there (1) or null (0); undefined where all are. */
  readonly levels: readonly number[] | undefined;
  /** Of the values that are there. */
  readonly bytes: Uint8Array;
}

/** Everything is compressed; before the levels stands their length. */
function partsOfV1({ header, bytes }: Page, column: ColumnDecoder, count: number): Parts {
  const page = inflated(bytes, header.uncompressed_page_size, column);
  if (!isNullable(column)) return { levels: undefined, bytes: page };
  const end = 4 + new DataView(page.buffer, page.byteOffset, page.byteLength).getUint32(0, true);
  if (end > page.length) throw new Error('levels that go on behind their page');
  return { levels: runs(page.subarray(0, end), 4, 1, count), bytes: page.subarray(end) };
}

/** Only the values are compressed, and not even they need be. */
function partsOfV2({ header, bytes }: Page, column: ColumnDecoder, count: number): Parts {
  const { definition_levels_byte_length: end = 0, is_compressed: compressed } = header.data_page_header_v2 ?? {};
  if (!(end >= 0 && end <= bytes.length)) throw new Error('levels that go on behind their page');
  const values = bytes.subarray(end);
  return {
    levels: isNullable(column) ? runs(bytes.subarray(0, end), 0, 1, count) : undefined,
    bytes: compressed === false ? values : inflated(values, header.uncompressed_page_size - end, column),
  };
}

const isNullable = ({ element }: ColumnDecoder): boolean => element.repetition_type === 'OPTIONAL';

const inflated = (bytes: Uint8Array, size: number, { codec, compressors: by }: ColumnDecoder): Uint8Array =>
  size === 0 ? new Uint8Array() : decompressPage(bytes, size, codec, by);

function withNulls(values: DecodedArray, levels: readonly number[]): unknown[] {
  let next = 0;
  return levels.map((level): unknown => (level === 0 ? null : values[next++]));
}

import type { DecodedArray, Encoding } from 'hyparquet';
import { deltaBinaryUnpack, deltaByteArray, deltaLengthByteArray } from 'hyparquet/src/delta.js';
import { byteStreamSplit, readRleBitPackedHybrid } from 'hyparquet/src/encoding.js';
import { readPlain } from 'hyparquet/src/plain.js';
import { checkRuns } from './check-runs.ts';
import type { ColumnDecoder } from './column-decoder.ts';

/** The bytes of `count` values as the places in the dictionary, or the plain values, that they stand for. @throws Error where they do not fit */
export function encodedValues(
  bytes: Uint8Array,
  encoding: Encoding,
  { type, element }: Pick<ColumnDecoder, 'type' | 'element'>,
  count: number,
): DecodedArray {
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
  switch (encoding) {
    case 'PLAIN':
      return readPlain(reader, type, count, element.type_length);
    case 'PLAIN_DICTIONARY':
    case 'RLE_DICTIONARY':
      return count === 0 ? [] : runs(bytes, 1, reader.view.getUint8(0), count);
    case 'RLE':
      if (type !== 'BOOLEAN') break;
      return Array.from(runs(bytes, 4, 1, count), (bit) => bit !== 0);
    case 'DELTA_BINARY_PACKED': {
      const numbers = type === 'INT32' ? new Int32Array(count) : new BigInt64Array(count);
      if (count > 0) deltaBinaryUnpack(reader, count, numbers);
      return numbers;
    }
    case 'DELTA_LENGTH_BYTE_ARRAY': {
      const texts: Uint8Array[] = [];
      if (count > 0) deltaLengthByteArray(reader, count, texts);
      return texts;
    }
    case 'DELTA_BYTE_ARRAY': {
      const texts: Uint8Array[] = [];
      if (count > 0) deltaByteArray(reader, count, texts);
      return texts;
    }
    case 'BYTE_STREAM_SPLIT':
      return count === 0 ? [] : byteStreamSplit(reader, count, type, element.type_length);
    default:
  }
  throw new Error(`values of type ${type} encoded as ${encoding}`);
}

/** Numbers of a few bits each, as dictionary places and definition levels are written. */
export function runs(bytes: Uint8Array, from: number, bitWidth: number, count: number): number[] {
  const numbers = new Array<number>(count).fill(0);
  if (bitWidth === 0) return numbers;
  checkRuns(bytes, from, bitWidth, count);
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: from };
  readRleBitPackedHybrid(reader, bitWidth, numbers, bytes.length - from);
  return numbers;
}

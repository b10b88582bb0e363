/**
 * Walks the runs of a stretch of RLE / bit-packed hybrid bytes as far as `count` values, without decoding them. hyparquet trusts the lengths
 * in them: one broken byte could make it write two thousand million values.
 * Layout: https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE
 * @throws Error for a run that has no bytes, or more values than are left
 */
export function checkRuns(bytes: Uint8Array, from: number, bitWidth: number, count: number): void {
  if (bitWidth > 32) throw new Error(`values of ${bitWidth} bits`);
  let at = from;
  let seen = 0;
  while (seen < count) {
    const [header, behind] = varint(bytes, at);
    const packed = (header & 1) === 1;
    const length = packed ? (header >>> 1) * 8 : header >>> 1;
    const size = packed ? (header >>> 1) * bitWidth : Math.ceil(bitWidth / 8);
    // Of a last group of eight only the bytes that are needed may be there.
    const needed = packed ? Math.ceil((Math.min(length, count - seen) * bitWidth) / 8) : size;
    if (length === 0 || behind + needed > bytes.length) throw new Error('a run without its values');
    if (!packed && seen + length > count) throw new Error(`a run of ${length} values where ${count - seen} are left`);
    // Its decoder reads on to the end of every group.
    if (packed && length > count - seen + MOST_PADDING) throw new Error(`a run of ${length} values`);
    at = behind + size;
    seen += length;
  }
}

/** Writers that know how many values there are pad the last group of eight; those that do not pad a block. */
const MOST_PADDING = 1024;

function varint(bytes: Uint8Array, from: number): readonly [value: number, behind: number] {
  let value = 0;
  for (let i = 0; i < 5; i++) {
    const byte = bytes[from + i];
    if (byte === undefined) break;
    value |= (byte & 0x7f) << (7 * i);
    if (byte < 0x80) return [value >>> 0, from + i + 1];
  }
  throw new Error('the length of a run is cut off');
}

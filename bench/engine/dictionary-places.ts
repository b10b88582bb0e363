/** The numbers of a column, in the order of its rows. */
export type Column = Int32Array | Float64Array;

/** So many bytes must lie behind those of a page: places are read four bytes at a time. */
export const OVERHANG = 4;
/** A wider place may lie in five bytes; no dictionary is so large. */
const WIDEST = 25;

/**
 * Puts into `column` the values that the places in `page` stand for. A page is a byte, how many bits a place has, and runs: of the same place,
 * or of packed ones (https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE).
 * @throws Error for a place that the dictionary does not have, and for a page without as many places as the column is long
 */
export function lookUpPlaces(page: Uint8Array, dictionary: Column, column: Column): void {
  const view = new DataView(page.buffer, page.byteOffset, page.length + OVERHANG);
  const bits = view.getUint8(0);
  if (bits > WIDEST) throw new Error(`places of ${bits} bits are not read here`);
  for (let at = 1, row = 0; row < column.length;) {
    let head = 0;
    let more = true;
    for (let shift = 0; more && at < page.length; shift += 7) {
      const byte = view.getUint8(at++);
      head |= (byte & 0x7f) << shift;
      more = byte >= 0x80;
    }
    const packed = (head & 1) === 1;
    const run = Math.min(packed ? (head >>> 1) * 8 : head >>> 1, column.length - row);
    const bytes = packed ? Math.ceil((run * bits) / 8) : Math.ceil(bits / 8);
    if (run === 0 || at + bytes > page.length) throw new Error('a page without all of its places');
    const part = column.subarray(row, row + run);
    if (packed) lookUpPacked(view, at, bits, dictionary, part);
    else part.fill(valueAt(dictionary, view.getUint32(at, true) & (2 ** (8 * bytes) - 1)));
    row += run;
    at += bytes;
  }
}

function lookUpPacked(view: DataView, from: number, bits: number, dictionary: Column, part: Column): void {
  const mask = 2 ** bits - 1;
  for (let i = 0, bit = 0; i < part.length; i++, bit += bits) {
    part[i] = valueAt(dictionary, (view.getUint32(from + (bit >>> 3), true) >>> (bit & 7)) & mask);
  }
}

function valueAt(dictionary: Column, place: number): number {
  const value = dictionary[place];
  if (value === undefined) throw new Error(`place ${place} of a dictionary of ${dictionary.length} values`);
  return value;
}

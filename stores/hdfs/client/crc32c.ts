/** CRC-32C (Castagnoli), eight bytes a step. Entry `256 * k + byte` is the remainder of a byte that `k` bytes of zeros follow. */
const TABLE = makeTable();

function makeTable(): Int32Array {
  const table = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
    table[byte] = crc;
  }
  for (let i = 256; i < table.length; i++) {
    const before = at(table, i - 256);
    table[i] = (before >>> 8) ^ at(table, before & 255);
  }
  return table;
}

/** The loops below stay within both arrays. */
function at(array: Int32Array | Uint8Array, i: number): number {
  return array[i] as number;
}

/** The sum of `bytes[from, to)` behind bytes whose sum is `before` (0 for none), as a signed 32-bit number. */
export function crc32c(before: number, bytes: Uint8Array, from: number, to: number): number {
  let crc = ~before;
  let i = from;
  for (; i + 8 <= to; i += 8) {
    crc ^= at(bytes, i) | (at(bytes, i + 1) << 8) | (at(bytes, i + 2) << 16) | (at(bytes, i + 3) << 24);
    crc =
      at(TABLE, 1792 + (crc & 255)) ^
      at(TABLE, 1536 + ((crc >>> 8) & 255)) ^
      at(TABLE, 1280 + ((crc >>> 16) & 255)) ^
      at(TABLE, 1024 + (crc >>> 24)) ^
      at(TABLE, 768 + at(bytes, i + 4)) ^
      at(TABLE, 512 + at(bytes, i + 5)) ^
      at(TABLE, 256 + at(bytes, i + 6)) ^
      at(TABLE, at(bytes, i + 7));
  }
  for (; i < to; i++) crc = at(TABLE, (crc ^ at(bytes, i)) & 255) ^ (crc >>> 8);
  return ~crc;
}

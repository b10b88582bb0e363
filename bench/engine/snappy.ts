/**
 * Decompresses a Snappy block (https://github.com/google/snappy/blob/main/format_description.txt) that fills `into`. Numbers compress to copies
 * of a few bytes each, so bytes move eight at a time: what hangs over is written over by what comes next, and the ends of both arrays are left
 * to a loop of single bytes.
 * @throws Error where the block is cut off, points before its start or does not fit
 */
export function decompress(block: Uint8Array, into: Uint8Array): void {
  const from = new DataView(block.buffer, block.byteOffset, block.length);
  const to = new DataView(into.buffer, into.byteOffset, into.length);
  let at = 0;
  let out = 0;
  while (from.getUint8(at++) >= 0x80);
  while (at < block.length) {
    const tag = from.getUint8(at++);
    const kind = tag & 3;
    let length = (tag >>> 2) + 1;
    if (kind === 0) {
      if (length > 60) {
        const bytes = length - 60;
        length = 1;
        for (let i = 0; i < bytes; i++) length += from.getUint8(at++) << (8 * i);
      }
      if (length < 1 || at + length > block.length || out + length > into.length)
        throw new Error('a literal that does not fit');
      if (length <= LONG && at + length + 8 <= block.length && out + length + 8 <= into.length) {
        moveEights(from, at, to, out, length);
      } else into.set(block.subarray(at, at + length), out);
      at += length;
      out += length;
      continue;
    }
    let back: number;
    if (kind === 1) {
      length = ((tag >>> 2) & 7) + 4;
      back = ((tag >>> 5) << 8) | from.getUint8(at);
      at += 1;
    } else if (kind === 2) {
      back = from.getUint16(at, true);
      at += 2;
    } else {
      back = from.getInt32(at, true);
      at += 4;
    }
    if (back < 1 || back > out || out + length > into.length) throw new Error('a copy that does not fit');
    if (back >= 8 && out + length + 8 <= into.length) moveEights(to, out - back, to, out, length);
    else for (let i = 0; i < length; i++) into[out + i] = into[out + i - back] ?? 0;
    out += length;
  }
  if (out < into.length) throw new Error('a block that ends too early');
}

/** A longer literal is worth a call. */
const LONG = 128;

function moveEights(from: DataView, at: number, to: DataView, out: number, length: number): void {
  let moved = 0;
  do {
    to.setInt32(out + moved, from.getInt32(at + moved, true), true);
    to.setInt32(out + moved + 4, from.getInt32(at + moved + 4, true), true);
    moved += 8;
  } while (moved < length);
}

import { grown } from './grown-bytes.ts';

/** Text that is being put together. What stands in `bytes` before `at` has been put. */
export interface LineOutput {
  bytes: Uint8Array;
  at: number;
}

const CHUNK_BYTES = 1 << 18;
/** Room behind a chunk for the line that ends it, if it is not a long one. */
const SPARE_BYTES = 1 << 16;

/** Without room yet: the first byte that is put makes a chunk's worth. */
export const openOutput = (): LineOutput => ({ bytes: new Uint8Array(0), at: 0 });

/** Enough was put for a chunk of its own. */
export const isFull = ({ at }: LineOutput): boolean => at >= CHUNK_BYTES;

/** What was put, as a chunk whose room the next lines are put into: to be done with before. */
export function lent(out: LineOutput): Uint8Array {
  const chunk = out.bytes.subarray(0, out.at);
  out.at = 0;
  return chunk;
}

/** Puts bytes[from .. to). */
export function copy(out: LineOutput, bytes: Uint8Array, from: number, to: number): void {
  if (from === to) return;
  reserve(out, to - from);
  // A loop is faster than `set` for the few bytes between two cells.
  if (to - from < 64) for (let i = from; i < to; i++) out.bytes[out.at++] = bytes[i]!;
  else {
    out.bytes.set(bytes.subarray(from, to), out.at);
    out.at += to - from;
  }
}

export function putByte(out: LineOutput, byte: number): void {
  reserve(out, 1);
  out.bytes[out.at++] = byte;
}

/** Makes room for so many bytes more. */
export function reserve(out: LineOutput, bytes: number): void {
  if (out.bytes.length - out.at >= bytes) return;
  if (out.at === 0) out.bytes = new Uint8Array(Math.max(CHUNK_BYTES + SPARE_BYTES, bytes));
  else out.bytes = grown(out.bytes, out.at, bytes);
}

/** Gives byte strings small numbers; equal bytes always have the same one. */
export interface BytesIndex {
  /** The number of bytes[start, end), a new one where it was never seen; -1 where it is new and `limit` are known already. */
  indexOf(bytes: Uint8Array, start: number, end: number): number;
  /** What was seen, by number, as UTF-8 text. Grows in place. */
  readonly names: readonly string[];
}

/** Compares the bytes themselves, never only a hash: two names of one hash must stay two. For bounded sets of short names. */
export function bytesIndex(limit: number): BytesIndex {
  const names: string[] = [];
  const known: Uint8Array[] = [];
  const buckets = new Map<number, number[]>();
  return {
    names,
    indexOf(bytes, start, end) {
      const hash = hashOf(bytes, start, end);
      const bucket = buckets.get(hash);
      if (bucket) for (const index of bucket) if (isSame(known[index]!, bytes, start, end)) return index;
      if (known.length >= limit) return -1;
      const copy = bytes.slice(start, end);
      const index = known.push(copy) - 1;
      names.push(Buffer.from(copy).toString());
      if (bucket) bucket.push(index);
      else buckets.set(hash, [index]);
      return index;
    },
  };
}

/** FNV-1a, 32 bits. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash;
}

function isSame(known: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[start + i]) return false;
  return true;
}

import { createHash } from 'node:crypto';
import { expectChecksum, type ChecksumParts, type StoredChecksum } from './client/hdfs.ts';

export interface Sum {
  readonly bytes: number;
  readonly sha256: string;
  /** What HDFS should say of the same bytes. */
  readonly checksum: StoredChecksum;
}

/** The same content, summed up on its way; `end` when all of it has passed. */
export function sumWhile(
  content: Uint8Array | AsyncIterable<Uint8Array>,
  parts: ChecksumParts,
): { readonly content: AsyncIterable<Uint8Array>; readonly end: () => Sum } {
  const hash = createHash('sha256');
  const checksum = expectChecksum(parts);
  let bytes = 0;
  return {
    content: (async function* () {
      for await (const piece of content instanceof Uint8Array ? [content] : content) {
        hash.update(piece);
        checksum.update(piece);
        bytes += piece.length;
        yield piece;
      }
    })(),
    end: () => ({ bytes, sha256: hash.digest('hex'), checksum: checksum.end() }),
  };
}

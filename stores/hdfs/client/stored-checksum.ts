import { createHash, type Hash } from 'node:crypto';
import { z } from 'zod';
import { crc32c } from './crc32c.ts';

/** What HDFS says of a stored file, from the sums its DataNodes keep of every piece. */
export interface StoredChecksum {
  /** Such as `MD5-of-0MD5-of-512CRC32C`. */
  readonly algorithm: string;
  /** Lower-case hex. */
  readonly hex: string;
}

/** `length` bytes count; the text may have zeros behind them. */
export const checksumAnswer = z
  .object({ FileChecksum: z.object({ algorithm: z.string(), bytes: z.string(), length: z.number() }) })
  .transform(({ FileChecksum: { algorithm, bytes, length } }): StoredChecksum => ({
    algorithm,
    hex: bytes.slice(0, 2 * length).toLowerCase(),
  }));

export interface ChecksumParts {
  readonly blockBytes: number;
  readonly bytesPerChecksum: number;
}

/** The sum that HDFS will have of bytes that are being sent to it: MD5 over the MD5s of the blocks' CRC-32Cs. */
export interface ExpectedChecksum {
  update(piece: Uint8Array): void;
  /** Once, at the end. */
  end(): StoredChecksum;
}

export function expectChecksum({ blockBytes, bytesPerChecksum }: ChecksumParts): ExpectedChecksum {
  const blocks: Uint8Array[] = [];
  let block: Hash | undefined;
  let [crc, bytesInBlock] = [0, 0];
  const four = Buffer.alloc(4);
  const endChunk = (hash: Hash): void => {
    four.writeInt32BE(crc);
    hash.update(four);
    crc = 0;
  };
  const endBlock = (): void => {
    if (block === undefined) return;
    if (bytesInBlock % bytesPerChecksum !== 0) endChunk(block);
    blocks.push(block.digest());
    block = undefined;
    bytesInBlock = 0;
  };
  return {
    update: (piece) => {
      for (let from = 0; from < piece.length;) {
        block ??= createHash('md5');
        const to = Math.min(
          piece.length,
          from + bytesPerChecksum - (bytesInBlock % bytesPerChecksum),
          from + blockBytes - bytesInBlock,
        );
        crc = crc32c(crc, piece, from, to);
        bytesInBlock += to - from;
        from = to;
        if (bytesInBlock % bytesPerChecksum === 0) endChunk(block);
        if (bytesInBlock === blockBytes) endBlock();
      }
    },
    end: () => {
      endBlock();
      const chunksPerBlock = blocks.length > 1 ? Math.ceil(blockBytes / bytesPerChecksum) : 0;
      return {
        algorithm: `MD5-of-${chunksPerBlock}MD5-of-${bytesPerChecksum}CRC32C`,
        hex: headOf(bytesPerChecksum, chunksPerBlock) + md5OfBlocks(blocks),
      };
    },
  };
}

function headOf(bytesPerChecksum: number, chunksPerBlock: number): string {
  const head = Buffer.alloc(12);
  head.writeInt32BE(bytesPerChecksum, 0);
  head.writeBigInt64BE(BigInt(chunksPerBlock), 4);
  return head.toString('hex');
}

/** HDFS hashes the whole of a buffer that starts at 32 bytes and doubles, with the zeros behind its content. */
function md5OfBlocks(blocks: readonly Uint8Array[]): string {
  const bytes = 16 * blocks.length;
  let capacity = 32;
  while (capacity < bytes) capacity *= 2;
  const hash = createHash('md5');
  for (const block of blocks) hash.update(block);
  return hash.update(Buffer.alloc(capacity - bytes)).digest('hex');
}

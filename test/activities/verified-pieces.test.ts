import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { verifiedPieces, type WrittenFile } from '../../activities/verified-pieces.ts';
import { quickSum } from '../../workers/quick-sum.ts';
import { realPorts } from './real-ports.ts';

/** Several pieces of any store, and a bit. */
const CONTENT = Buffer.alloc((7 << 19) + 11, 'eleven bits');

const sums = {
  'its quick sum': (bytes: Uint8Array): WrittenFile => {
    const sum = quickSum();
    sum.update(bytes);
    // The hash is not looked at where there is a quick sum.
    return { path: 'n/file', sha256: 'unknown', gmac: sum.digest() };
  },
  'its hash alone': (bytes: Uint8Array): WrittenFile => ({
    path: 'n/file',
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }),
};

describe.each(Object.entries(sums))('a file that is verified by %s', (_, written) => {
  it('comes whole', async () => {
    const { ports } = await realPorts('pieces');
    for (const content of [CONTENT, CONTENT.subarray(0, 1), CONTENT.subarray(0, 0)]) {
      await ports.blobs.write('n/file', content);
      const pieces: Uint8Array[] = [];
      for await (const piece of verifiedPieces(ports, written(content))) pieces.push(new Uint8Array(piece));
      expect(Buffer.concat(pieces).equals(content)).toBe(true);
    }
  });

  it.each([0, 1 << 19, 1 << 20, CONTENT.length >> 1, CONTENT.length - 1])(
    'is refused by name where byte %i is another',
    async (place) => {
      const { ports } = await realPorts('pieces');
      const damaged = Buffer.from(CONTENT);
      damaged[place] = (damaged[place] ?? 0) ^ 1;
      await ports.blobs.write('n/file', damaged);
      await expect(ended(verifiedPieces(ports, written(CONTENT)))).rejects.toMatchObject({
        code: 'BLOB_CORRUPT',
        message: expect.stringContaining('n/file') as string,
      });
    },
  );

  it('is refused where it is shorter, longer or gone', async () => {
    const { ports } = await realPorts('pieces');
    for (const bytes of [CONTENT.subarray(1), Buffer.concat([CONTENT, Buffer.alloc(1)])]) {
      await ports.blobs.write('n/file', bytes);
      await expect(ended(verifiedPieces(ports, written(CONTENT)))).rejects.toMatchObject({ code: 'BLOB_CORRUPT' });
    }
    await ports.blobs.remove('n/file');
    await expect(ended(verifiedPieces(ports, written(CONTENT)))).rejects.toMatchObject({ code: 'BLOB_MISSING' });
  });
});

async function ended(pieces: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const piece of pieces) bytes += piece.length;
  return bytes;
}

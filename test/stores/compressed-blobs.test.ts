import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { withCompression } from '../../stores/compressed-blobs.ts';
import { openLocalBlobs } from '../../stores/local/blob-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'daybreak-compressed-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const blobs = withCompression(openLocalBlobs({ folder }));

const chunksOf = (bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> => Readable.from(cut(bytes, size));
function* cut(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function drained(pieces: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const piece of pieces) bytes += piece.length;
  return bytes;
}

const text = Buffer.from('0 1:5 2:0.25 17:3\n'.repeat(150_000)); // more than two frames

describe.each([
  ['.gz', [0x1f, 0x8b]],
  ['.zst', [0x28, 0xb5, 0x2f, 0xfd]],
])('a path that ends with %s', (suffix, magic) => {
  const path = `a/part-00000.libsvm${suffix}`;

  it('holds the compressed form and reads as what was written, whole and as a stream', async () => {
    const { bytes } = await blobs.write(path, text);
    const stored = readFileSync(join(folder, path));
    expect([...stored.subarray(0, magic.length)]).toEqual(magic);
    expect([stored.length, stored.length < text.length / 20]).toEqual([bytes, true]);
    expect(Buffer.compare(await blobs.read(path), text)).toBe(0);
    const streamed: Uint8Array[] = [];
    for await (const chunk of blobs.readStream(path)) streamed.push(chunk);
    expect(Buffer.compare(Buffer.concat(streamed), text)).toBe(0);
  });

  it('holds the same bytes however the content was cut', async () => {
    const { sha256 } = await blobs.write(path, text);
    for (const size of [1_000_003, 1 << 20, 777]) {
      expect((await blobs.write(path, chunksOf(text, size))).sha256).toBe(sha256);
    }
  });

  it('holds what its pieces were, though their room is used again', async () => {
    const room = Buffer.alloc(100_000);
    async function* lent(): AsyncGenerator<Uint8Array> {
      for (const piece of cut(text, room.length)) {
        room.set(piece);
        yield room.subarray(0, piece.length);
        room.fill(0);
      }
      await Promise.resolve();
    }
    await blobs.write(path, lent());
    expect(Buffer.compare(await blobs.read(path), text)).toBe(0);
  });

  it('leaves no content open where its file cannot be made', async () => {
    writeFileSync(join(folder, 'a-file'), '');
    let open = 0;
    async function* content(): AsyncGenerator<Uint8Array> {
      open += 1;
      try {
        for (;;) yield await Promise.resolve(text);
      } finally {
        open -= 1;
      }
    }
    await expect(blobs.write(`a-file/part${suffix}`, content())).rejects.toThrow();
    expect(open).toBe(0);
  });

  it('takes any bytes, also none', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        await blobs.write(path, bytes);
        expect([...(await blobs.read(path))]).toEqual([...bytes]);
      }),
      { numRuns: 20 },
    );
  });

  it('is refused by name where it is broken or cut short', async () => {
    await blobs.write(path, text);
    const stored = readFileSync(join(folder, path));
    for (const broken of [Buffer.from('no such form'), stored.subarray(0, stored.length - 5)]) {
      writeFileSync(join(folder, path), broken);
      await expect(blobs.read(path)).rejects.toThrow(path);
      await expect(blobs.read(path)).rejects.toMatchObject({ code: 'BLOB_CORRUPT' });
      await expect(drained(blobs.readStream(path))).rejects.toMatchObject({ code: 'BLOB_CORRUPT' });
    }
  });

  it('is read piece by piece as far as one wants, and is missed by name', async () => {
    await blobs.write(path, text);
    for await (const piece of blobs.readPieces(path)) {
      expect(Buffer.compare(piece, text.subarray(0, piece.length))).toBe(0);
      break;
    }
    const missing = path.replace('00000', '00009');
    await expect(drained(blobs.readPieces(missing))).rejects.toMatchObject({ code: 'BLOB_MISSING' });
  });
});

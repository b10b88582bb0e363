import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlobStore } from '../../stores/blob-store.ts';
import { collect } from './fresh-stores.ts';

const text = (content: string): Uint8Array => Buffer.from(content);
const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** Where stores of a kind are kept: `fresh` names a place that is new, `end` removes what is there. */
export interface BlobPlaces {
  fresh(): Promise<string>;
  end(place: string): Promise<void>;
}

const temporaryFolders: BlobPlaces = {
  fresh: () => mkdtemp(join(tmpdir(), 'daybreak-blobs-')),
  end: (place) => rm(place, { recursive: true }),
};

/** What every blob store must do. `open` opens the store that is kept at a place; a place that is new is an empty store. */
export function blobStoreContract(
  name: string,
  open: (place: string) => BlobStore,
  places: BlobPlaces = temporaryFolders,
): void {
  describe(`${name} is a blob store`, () => {
    let place: string;
    let blobs: BlobStore;
    beforeEach(async () => {
      place = await places.fresh();
      blobs = open(place);
    });
    afterEach(async () => {
      await places.end(place);
    });
    const read = async (path: string): Promise<string> => Buffer.from(await blobs.read(path)).toString();

    it('has nothing at first', async () => {
      expect([await blobs.exists('a'), await blobs.list(''), await blobs.folders(''), await blobs.list('a/b')]).toEqual(
        [false, [], [], []],
      );
      await blobs.remove('a/b');
    });

    it('gives back the bytes it was given, with their length and hash, whatever the chunks', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 2_000 }), { maxLength: 8 }), async (chunks) => {
          const whole = Buffer.concat(chunks);
          const ref = { path: 'a/b.bin', bytes: whole.length, sha256: sha256(whole) };
          expect(
            await blobs.write(
              'a/b.bin',
              (async function* () {
                for (const chunk of chunks) {
                  await Promise.resolve();
                  yield chunk;
                }
              })(),
            ),
          ).toEqual(ref);
          expect(Buffer.from(await blobs.read('a/b.bin'))).toEqual(whole);
          expect(await blobs.write('a/b.bin', whole)).toEqual(ref);
          expect(Buffer.concat(await collect(blobs.readStream('a/b.bin')))).toEqual(whole);
          const pieces: Buffer[] = [];
          for await (const piece of blobs.readPieces('a/b.bin')) pieces.push(Buffer.from(piece));
          expect(Buffer.concat(pieces)).toEqual(whole);
        }),
        { numRuns: 15 },
      );
    });

    it('streams a large file in and out', async () => {
      const chunk = new Uint8Array(1 << 16).map((_, i) => i * 31);
      const { bytes } = await blobs.write(
        'large',
        (async function* () {
          for (let i = 0; i < 160; i++) {
            await Promise.resolve();
            yield chunk;
          }
        })(),
      );
      expect(bytes).toBe(160 * chunk.length);
      const hash = createHash('sha256');
      let chunks = 0;
      for await (const part of blobs.readStream('large')) {
        hash.update(part);
        chunks += 1;
      }
      expect(hash.digest('hex')).toBe(sha256(Buffer.concat(Array<Uint8Array>(160).fill(chunk))));
      expect(chunks).toBeGreaterThan(1);
    });

    it('replaces a file as a whole, and keeps the old one when the new content fails', async () => {
      await blobs.write('a/file', text('a long first version'));
      await blobs.write('a/file', text('new'));
      expect(await read('a/file')).toBe('new');
      const failing = async function* (): AsyncGenerator<Uint8Array> {
        yield text('half');
        await Promise.resolve();
        throw new Error('the source broke');
      };
      await expect(blobs.write('a/file', failing())).rejects.toThrow('the source broke');
      await expect(blobs.write('a/other', failing())).rejects.toThrow('the source broke');
      expect(await read('a/file')).toBe('new');
      expect(await blobs.list('')).toEqual(['a/file']);
    });

    it('takes content before its file is there, which waits for what it is to come after', async () => {
      let goOn = (): void => undefined;
      const others = new Promise<void>((resolve) => (goOn = resolve));
      const [content, ref] = [text('x'), { path: 'n/a', bytes: 1, sha256: sha256(text('x')) }];
      const begun = blobs.begin('n/a', content, others);
      expect(await blobs.list('')).toEqual([]);
      await new Promise((turn) => setTimeout(turn, 100));
      expect(await blobs.list('')).toEqual([]);
      goOn();
      expect((await begun).ref).toEqual(ref);
      await (
        await begun
      ).placed;
      expect(await read('n/a')).toBe('x');

      const first = await blobs.begin('n/b', text('b'));
      const second = await blobs.begin('n/c', text('c'), first.placed);
      await second.placed;
      expect([await read('n/b'), await read('n/c')]).toEqual(['b', 'c']);
    });

    it('never shows a file that was to come after what failed', async () => {
      const failed = Promise.reject(new Error('the other broke'));
      failed.catch(() => undefined);
      const all = blobs.begin('n/a', text('x'), failed).then(({ placed }) => placed);
      await expect(all).rejects.toThrow('the other broke');
      expect(await blobs.list('')).toEqual([]);
    });

    it('shows a reader the old file or the new one, and nothing between, also with several writers', async () => {
      const versions = ['a', 'b', 'c'].map((letter) => letter.repeat(100_000));
      await blobs.write('file', text(versions[0] ?? ''));
      const progress = { ended: false };
      const reader = async (): Promise<void> => {
        while (!progress.ended) expect(versions).toContain(await read('file'));
      };
      const writers = versions.map(async (version) => {
        for (let i = 0; i < 5; i++) await blobs.write('file', text(version));
      });
      await Promise.all([reader(), Promise.all(writers).finally(() => (progress.ended = true))]);
      expect(await blobs.list('')).toEqual(['file']);
    });

    it('lists files below a folder by code point, folders directly in it', async () => {
      const paths = ['n/a/x', 'n/a/b/y', 'n/a.txt', 'n/￿', 'n/\u{1F600}', 'n/B', 'n/empty', 'na/no', 'n2'];
      for (const path of paths) await blobs.write(path, text(path));
      const below = ['n/B', 'n/a.txt', 'n/a/b/y', 'n/a/x', 'n/empty', 'n/￿', 'n/\u{1F600}'];
      expect(await blobs.list('n')).toEqual(below);
      expect(await blobs.list('')).toEqual([...below, 'n2', 'na/no']);
      expect(await blobs.list('n/a')).toEqual(['n/a/b/y', 'n/a/x']);
      expect(await blobs.folders('n')).toEqual(['a']);
      expect(await blobs.folders('')).toEqual(['n', 'na']);
      expect(await blobs.folders('n/empty')).toEqual([]);
    });

    it('removes a folder or a file and nothing else', async () => {
      for (const path of ['n/a/x', 'n/a/b/y', 'n/ab', 'n/c']) await blobs.write(path, text(path));
      await blobs.remove('n/a');
      await blobs.remove('n/c');
      expect(await blobs.list('')).toEqual(['n/ab']);
    });

    it('says which file is missing', async () => {
      await blobs.write('n/a', text('a'));
      for (const path of ['b', 'n/b', 'n', 'n/a/b']) {
        expect(await blobs.exists(path)).toBe(false);
        const missing = { code: 'BLOB_MISSING', message: expect.stringContaining(path) as string };
        await expect(blobs.read(path)).rejects.toMatchObject(missing);
        await expect(collect(blobs.readStream(path))).rejects.toMatchObject(missing);
      }
      expect(await blobs.exists('n/a')).toBe(true);
    });

    it.for(['..', '../a', 'a/../../b', '/etc/passwd', 'a//b', './a', 'a/.', 'a/', 'a\\b', 'a\0b'])(
      'refuses the path %j',
      async (path) => {
        const refused = { code: 'USAGE', message: expect.stringContaining(path) as string };
        await expect(blobs.write(path, text('x'))).rejects.toMatchObject(refused);
        await expect(blobs.read(path)).rejects.toMatchObject(refused);
        await expect(collect(blobs.readStream(path))).rejects.toMatchObject(refused);
        await expect(blobs.exists(path)).rejects.toMatchObject(refused);
        await expect(blobs.list(path)).rejects.toMatchObject(refused);
        await expect(blobs.folders(path)).rejects.toMatchObject(refused);
        await expect(blobs.remove(path)).rejects.toMatchObject(refused);
        expect(() => blobs.locate(path)).toThrow(expect.objectContaining({ code: 'USAGE' }) as Error);
      },
    );

    it('refuses to remove everything', async () => {
      await blobs.write('a', text('a'));
      await expect(blobs.remove('')).rejects.toMatchObject({ code: 'USAGE' });
      expect(await blobs.list('')).toEqual(['a']);
    });

    it('says where a file is', () => {
      expect(blobs.locate('n/a')).toMatch(/n\/a$/);
    });

    it('has the files when it is opened again', async () => {
      await blobs.write('n/a', text('a'));
      expect(await open(place).list('')).toEqual(['n/a']);
    });
  });
}

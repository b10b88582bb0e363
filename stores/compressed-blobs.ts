import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip, gunzipSync } from 'node:zlib';
import { DaybreakError } from '../domain/errors.ts';
import type { BlobContent, BlobStore } from './blob-store.ts';
import { unzstd, zstdFrames } from './zstd-frames.ts';

/** Pieces of what was packed are so large. */
const PIECE_BYTES = 1 << 18;

/**
 * A blob store whose `.gz` paths hold gzip and `.zst` paths Zstandard, while its callers see what is inside. Bytes and hash of a written blob
 * are those of the stored form.
 */
export function withCompression(blobs: BlobStore): BlobStore {
  const readStream: BlobStore['readStream'] = (path) => {
    if (path.endsWith('.gz')) return gunzippedPieces(path, blobs.readStream(path));
    return path.endsWith('.zst') ? inflatedWhole(path, blobs) : blobs.readStream(path);
  };
  return {
    ...blobs,
    write: (path, content) => blobs.write(path, compressed(path, content)),
    begin: (path, content, after) => blobs.begin(path, compressed(path, content), after),
    read: async (path) => inflated(path, await blobs.read(path)),
    readStream,
    readPieces: (path) => (/\.(gz|zst)$/.test(path) ? readStream(path) : blobs.readPieces(path)),
  };
}

function compressed(path: string, content: BlobContent): BlobContent {
  if (path.endsWith('.gz')) return gzipped(content);
  return path.endsWith('.zst') ? zstdFrames(content) : content;
}

/**
 * The same bytes for the same content: the header holds no name and no time. The content is asked for with the first of them, as a store that
 * cannot take any would leave it open, and with it what it reads.
 */
async function* gzipped(content: BlobContent): AsyncGenerator<Uint8Array> {
  const gzip = createGzip();
  const source = content instanceof Uint8Array ? [content] : copies(content);
  pipeline(Readable.from(source), gzip).catch((error: unknown) => {
    gzip.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  yield* gzip as AsyncIterable<Uint8Array>;
}

/** The stream asks for the next piece before it has packed the last one, whose room may be used again by then. */
async function* copies(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield new Uint8Array(piece);
}

async function inflated(path: string, bytes: Uint8Array): Promise<Uint8Array> {
  if (path.endsWith('.zst')) return unzstd(path, bytes);
  return path.endsWith('.gz') ? gunzipped(path, bytes) : bytes;
}

/** A part is read whole anyway, so its frames are not taken apart to give them one by one. */
async function* inflatedWhole(path: string, blobs: BlobStore): AsyncGenerator<Uint8Array> {
  yield await unzstd(path, await blobs.read(path));
}

async function* gunzippedPieces(path: string, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: PIECE_BYTES });
  // It also passes on what goes wrong, and whoever stops reading, to the other end.
  pipeline(Readable.from(pieces), gunzip).catch((error: unknown) => {
    gunzip.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  try {
    yield* gunzip as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw cause instanceof DaybreakError ? cause : brokenGzip(path, cause);
  }
}

function gunzipped(path: string, bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    throw brokenGzip(path, cause);
  }
}

const brokenGzip = (path: string, cause: unknown): DaybreakError =>
  new DaybreakError(
    'BLOB_CORRUPT',
    `${path} is broken gzip`,
    'look at the disk, then run the night again: it writes its files anew',
    cause,
  );

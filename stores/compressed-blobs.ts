import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip, gunzipSync } from 'node:zlib';
import { DaybreakError } from '../domain/errors.ts';
import type { BlobStore } from './blob-store.ts';

/** A blob store whose `.gz` paths hold gzip, while its callers see what is inside. Bytes and hash of a written blob are those of the stored form. */
export function withCompression(blobs: BlobStore): BlobStore {
  return {
    ...blobs,
    write: (path, content) => blobs.write(path, isGzip(path) ? compressed(content) : content),
    read: async (path) => {
      const bytes = await blobs.read(path);
      return isGzip(path) ? inflated(path, bytes) : bytes;
    },
    readStream: (path) =>
      isGzip(path) ? Readable.from(blobs.readStream(path)).pipe(createGunzip()) : blobs.readStream(path),
  };
}

const isGzip = (path: string): boolean => path.endsWith('.gz');

/** The same bytes for the same content: the header holds no name and no time. */
function compressed(content: Uint8Array | AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const gzip = createGzip();
  const source = content instanceof Uint8Array ? [content] : content;
  pipeline(Readable.from(source), gzip).catch((error: unknown) => {
    gzip.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  return gzip;
}

function inflated(path: string, bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    throw new DaybreakError(
      'BLOB_CORRUPT',
      `${path} is broken gzip`,
      'look at the disk, then run the night again: it writes its files anew',
      cause,
    );
  }
}

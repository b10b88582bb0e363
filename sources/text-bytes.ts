import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { asDaybreakError, DaybreakError } from '../domain/errors.ts';

const CHUNK_BYTES = 256 * 1024;

/**
 * The bytes of a UTF-8 text file in chunks, decompressed where they are gzip (by content, whatever the name), without a byte order mark.
 * @param onRead is told how many bytes of the file itself have been read so far
 * @throws DaybreakError DROP_UNREADABLE for broken or truncated gzip and for UTF-16, DROP_MISSING where the file is gone
 */
export async function* textBytes(path: string, onRead: (bytes: number) => void): AsyncGenerator<Buffer> {
  try {
    yield* withoutMark(path, inflated(path, onRead));
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

async function* inflated(path: string, onRead: (bytes: number) => void): AsyncGenerator<Buffer> {
  const gzip = path.endsWith('.gz') || (await startsWithGzip(path));
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  if (!gzip) {
    for await (const chunk of file as AsyncIterable<Buffer>) {
      onRead(file.bytesRead);
      yield chunk;
    }
    return;
  }
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  // An error of either stream comes out of the loop below.
  pipeline(file, gunzip, () => undefined);
  for await (const chunk of gunzip as AsyncIterable<Buffer>) {
    onRead(file.bytesRead);
    yield chunk;
  }
  await refuseHiddenTail(path, gunzip.bytesWritten);
}

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

async function startsWithGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(GZIP_MAGIC.length), 0, GZIP_MAGIC.length, 0);
    return bytesRead === GZIP_MAGIC.length && buffer.equals(GZIP_MAGIC);
  } finally {
    await file.close();
  }
}

/** zlib takes a zero byte after a gzip member for padding and stops there without a word; rows behind it would be lost. */
async function refuseHiddenTail(path: string, from: number): Promise<void> {
  for await (const chunk of createReadStream(path, { start: from }) as AsyncIterable<Buffer>) {
    if (chunk.some((byte) => byte !== 0)) throw fault(path, 'has data after the end of its gzip part', undefined);
  }
}

const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF16_MARKS = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];

async function* withoutMark(path: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let start: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (start === undefined) {
      yield chunk;
      continue;
    }
    start = Buffer.concat([start, chunk]);
    if (start.length < UTF8_MARK.length) continue;
    yield unmarked(path, start);
    start = undefined;
  }
  if (start !== undefined) yield unmarked(path, start);
}

function unmarked(path: string, start: Buffer): Buffer {
  if (UTF16_MARKS.some((mark) => start.subarray(0, 2).equals(mark))) throw fault(path, 'is UTF-16', undefined);
  return start.subarray(0, 3).equals(UTF8_MARK) ? start.subarray(3) : start;
}

function unreadable(path: string, cause: unknown): DaybreakError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT')
    return new DaybreakError(
      'DROP_MISSING',
      `${path} is gone`,
      'have the warehouse deliver it again, then load again',
      cause,
    );
  if (code === 'Z_BUF_ERROR') return fault(path, 'ends in the middle of its gzip data', cause);
  if (code === 'Z_DATA_ERROR') return fault(path, 'is not valid gzip', cause);
  const known = asDaybreakError(cause);
  return known.code === 'BUG' ? fault(path, `cannot be read: ${known.message}`, cause) : known;
}

const fault = (path: string, what: string, cause: unknown): DaybreakError =>
  new DaybreakError(
    'DROP_UNREADABLE',
    `${path} ${what}`,
    'have the warehouse deliver it again as UTF-8 text (plain or gzip), then load again',
    cause,
  );

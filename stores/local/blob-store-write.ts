import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DaybreakError } from '../../domain/errors.ts';
import type { BlobRef } from '../blob-store.ts';
import { asidePath, filePath } from './blob-store-path.ts';

interface Sum {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Writes a file aside, has the disk hold it, reads it back, and renames it. A reader sees the whole new file or what was there before,
 * also after a power cut; a failure leaves nothing behind.
 */
export async function writeBlob(
  folder: string,
  path: string,
  content: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<BlobRef> {
  const file = filePath(folder, path);
  const folderOfFile = dirname(file);
  const aside = asidePath(file);
  await makeFolder(folderOfFile);
  let given: Sum;
  try {
    given = await writeFile(aside, content);
    const stored = await sumOf(aside);
    if (stored.bytes !== given.bytes || stored.sha256 !== given.sha256) throw corrupt(path, given, stored);
    await rename(aside, file);
  } catch (thrown) {
    await rm(aside, { force: true });
    throw thrown;
  }
  await syncFolder(folderOfFile);
  return { path, ...given };
}

async function writeFile(file: string, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<Sum> {
  const hash = createHash('sha256');
  let bytes = 0;
  const handle = await open(file, 'w');
  try {
    for await (const chunk of content instanceof Uint8Array ? [content] : content) {
      hash.update(chunk);
      bytes += chunk.length;
      await writeWhole(handle, chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** A write may take a part only, for example when the disk is nearly full; the next one then says why. */
async function writeWhole(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let done = 0; done < chunk.length;) done += (await handle.write(chunk, done)).bytesWritten;
}

const READ_BYTES = 1 << 18;

async function sumOf(file: string): Promise<Sum> {
  const hash = createHash('sha256');
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    // One buffer for the whole file: a stream would take a new one for every piece.
    const chunk = new Uint8Array(Math.min(READ_BYTES, size + 1));
    for (let bytes = 0; ;) {
      const { bytesRead } = await handle.read(chunk);
      if (bytesRead === 0) return { bytes, sha256: hash.digest('hex') };
      hash.update(chunk.subarray(0, bytesRead));
      bytes += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

/** Makes a folder and has the disk hold every name that is new on the way to it. */
async function makeFolder(folder: string): Promise<void> {
  const topmost = await mkdir(folder, { recursive: true });
  if (topmost === undefined) return;
  for (let made = folder; ; made = dirname(made)) {
    await syncFolder(dirname(made));
    if (made === topmost) return;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const corrupt = (path: string, given: Sum, stored: Sum): DaybreakError =>
  new DaybreakError(
    'BLOB_CORRUPT',
    `${path} reads back as ${stored.bytes} bytes with hash ${stored.sha256}, ${given.bytes} bytes with hash ${given.sha256} were written`,
    'look at the disk: it does not keep what it is given',
  );

import { createHash } from 'node:crypto';
import { closeSync, fstatSync, fsync, open, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { DaybreakError } from '../../domain/errors.ts';
import type { BlobContent, BlobRef } from '../blob-store.ts';
import { asidePath, filePath } from './blob-store-path.ts';
import { giveRoom, takeRoom } from './read-room.ts';
import { sweepAside } from './sweep-aside.ts';
import { syncAhead, type SyncAhead } from './sync-ahead.ts';
import { syncFolder } from './sync-folder.ts';

const sync = promisify(fsync);
const opened = promisify(open);

interface Sum {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Writes a file aside and reads it back; `place` then has the disk hold it, and renames it. A reader sees the whole new file or what was there
 * before, also after a power cut; a failure leaves nothing behind. `place` must be called.
 */
export async function takeBlob(
  folder: string,
  path: string,
  content: BlobContent,
): Promise<{ readonly ref: BlobRef; readonly place: (after?: Promise<unknown>) => Promise<void> }> {
  const file = filePath(folder, path);
  const aside = asidePath(file);
  const fd = await openAside(aside);
  const ahead = syncAhead(fd);
  try {
    const given = await takeContent(fd, path, content, ahead);
    return { ref: { path, ...given }, place: (after) => placeFile({ fd, ahead }, aside, file, after) };
  } catch (thrown) {
    await ahead.end().catch(() => undefined);
    closeSync(fd);
    rmSync(aside, { force: true });
    throw thrown;
  }
}

interface Taken {
  readonly fd: number;
  readonly ahead: SyncAhead;
}

async function placeFile({ fd, ahead }: Taken, aside: string, file: string, after?: Promise<unknown>): Promise<void> {
  try {
    try {
      await ahead.end();
      await sync(fd);
    } finally {
      closeSync(fd);
    }
    await after;
    renameSync(aside, file);
  } catch (thrown) {
    rmSync(aside, { force: true });
    throw thrown;
  }
  await syncFolder(dirname(file));
  await sweepAside(dirname(file)).catch(() => undefined); // the file is there, and what stays is in nobody's way
}

/** Most files have a folder already, so it is made only when it turns out to be missing. */
async function openAside(aside: string): Promise<number> {
  try {
    return await opened(aside, 'w+');
  } catch {
    await makeFolder(dirname(aside));
    return await opened(aside, 'w+');
  }
}

/** After so much other work of the thread (heartbeats, signals) has its turn. */
const BYTES_A_TURN = 1 << 22;

/**
 * Pieces and names only pass through the system's memory, so they are written and read at once: handing each to another thread takes longer,
 * and most files of a night are small. It is the disk that is waited for in another thread, by `sync`.
 */
async function takeContent(fd: number, path: string, content: BlobContent, ahead: SyncAhead): Promise<Sum> {
  const hash = createHash('sha256');
  let [bytes, rested] = [0, 0];
  const room = takeRoom();
  try {
    for await (const chunk of content instanceof Uint8Array ? [content] : content) {
      hash.update(chunk);
      writeWhole(fd, chunk);
      // While the chunk is at hand, so that it is compared and not hashed again.
      if (!holds(fd, bytes, chunk, room)) throw corrupt(path, bytes, chunk.length);
      bytes += chunk.length;
      if (bytes - rested < BYTES_A_TURN) continue;
      rested = bytes;
      ahead.reached(bytes);
      await new Promise((turn) => setImmediate(turn));
    }
    if (fstatSync(fd).size !== bytes) throw corrupt(path, 0, bytes);
  } finally {
    giveRoom(room);
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Whether a file holds a chunk at a place. */
function holds(file: number, from: number, chunk: Uint8Array, room: Buffer): boolean {
  for (let at = 0; at < chunk.length;) {
    const bytesRead = readSync(file, room, 0, Math.min(room.length, chunk.length - at), from + at);
    if (bytesRead === 0 || room.compare(chunk, at, at + bytesRead, 0, bytesRead) !== 0) return false;
    at += bytesRead;
  }
  return true;
}

/** A write may take a part only, for example when the disk is nearly full; the next one then says why. */
function writeWhole(file: number, chunk: Uint8Array): void {
  for (let done = 0; done < chunk.length;) done += writeSync(file, chunk, done);
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

const corrupt = (path: string, from: number, bytes: number): DaybreakError =>
  new DaybreakError(
    'BLOB_CORRUPT',
    `${path} does not read back as the ${bytes} bytes that were written at byte ${from}`,
    'look at the disk: it does not keep what it is given',
  );

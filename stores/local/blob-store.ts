import { createReadStream, readSync, type Dirent } from 'node:fs';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { compareText } from '../../domain/event-version.ts';
import type { BlobStore } from '../blob-store.ts';
import { blobError } from './blob-store-error.ts';
import { filePath, folderPath, isAside } from './blob-store-path.ts';
import { readWholeFile } from './read-file.ts';
import { giveRoom, takeRoom } from './read-room.ts';
import { takeBlob } from './blob-store-write.ts';

/** Blobs as files under a folder, which is made when the first one is written. */
export function openLocalBlobs({ folder }: { folder: string }): BlobStore {
  const begin: BlobStore['begin'] = async (path, content, after) => {
    const { ref, place } = await named(folder, path, () => takeBlob(folder, path, content));
    const placed = named(folder, path, () => place(after));
    placed.catch(() => undefined);
    return { ref, placed };
  };
  return {
    begin,
    write: async (path, content) => {
      const { ref, placed } = await begin(path, content);
      await placed;
      return ref;
    },
    read: (path) => named(folder, path, () => readWholeFile(filePath(folder, path))),
    readStream: (path) => readChunks(folder, path),
    readPieces: (path) => readPieces(folder, path),
    exists: (path) => named(folder, path, () => isFile(filePath(folder, path))),
    list: (path) => named(folder, path, () => filesUnder(folderPath(folder, path), path === '' ? '' : `${path}/`)),
    folders: (path) => named(folder, path, () => foldersIn(folderPath(folder, path))),
    // The whole store is never meant: an empty path is refused like one that leaves the folder.
    remove: (path) => named(folder, path, () => rm(filePath(folder, path), { recursive: true, force: true })),
    locate: (path) => folderPath(folder, path),
  };
}

/** A failure, also of a path that is refused, as a rejection that names the blob. */
async function named<T>(folder: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw blobError(thrown, path, folder);
  }
}

async function* readChunks(folder: string, path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(filePath(folder, path)) as AsyncIterable<Uint8Array>;
  } catch (thrown) {
    throw blobError(thrown, path, folder);
  }
}

async function* readPieces(folder: string, path: string): AsyncGenerator<Uint8Array> {
  try {
    const file = await open(filePath(folder, path), 'r');
    const room = takeRoom();
    try {
      // At once, as another thread takes longer to begin than to read a piece.
      for (let bytes = readSync(file.fd, room); bytes > 0; bytes = readSync(file.fd, room)) {
        yield room.subarray(0, bytes);
      }
    } finally {
      giveRoom(room);
      await file.close();
    }
  } catch (thrown) {
    throw blobError(thrown, path, folder);
  }
}

async function isFile(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch (thrown) {
    if (isMissing(thrown)) return false;
    throw thrown;
  }
}

/** Paths of the files under a folder, ascending by code point of the whole path. */
async function filesUnder(folder: string, prefix: string): Promise<string[]> {
  const paths: string[] = [];
  for (const entry of await entriesOf(folder)) {
    if (entry.isDirectory()) paths.push(...(await filesUnder(join(folder, entry.name), `${prefix}${entry.name}/`)));
    else if (!isAside(entry.name)) paths.push(prefix + entry.name);
  }
  return paths.sort(compareText);
}

const foldersIn = async (folder: string): Promise<string[]> =>
  (await entriesOf(folder))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort(compareText);

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (thrown) {
    if (isMissing(thrown)) return [];
    throw thrown;
  }
}

/** Nothing there, or a file where the path wants a folder. */
const isMissing = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR');

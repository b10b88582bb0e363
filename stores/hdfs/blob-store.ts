import type { BlobStore } from '../blob-store.ts';
import { blobError, isMissing } from './blob-error.ts';
import { fileOf, folderOf } from './blob-file.ts';
import { filesUnder, foldersIn } from './blob-list.ts';
import { isFile, readBlob, readWholeBlob } from './blob-read.ts';
import { writeBlob, type BlobWriter } from './blob-write.ts';
import { connectHdfs, HdfsError, type ChecksumParts, type HdfsClient, type HdfsOptions } from './client/hdfs.ts';

export interface HdfsBlobOptions extends Pick<HdfsOptions, 'namenodes' | 'tls' | 'silenceMs' | 'operationTimeoutMs'> {
  /** Who asks where HDFS believes names; not looked at when there is a token. */
  readonly user: string;
  readonly delegationToken?: string;
  /** Absolute, such as `/daybreak/files`; made when the first file is written. */
  readonly folder: string;
}

/** Blobs as files under a folder of HDFS, over WebHDFS. Nothing is asked before the first call, and there is nothing to close. */
export function openHdfsBlobs(options: HdfsBlobOptions): BlobStore {
  const client = connectHdfs({
    ...options,
    identity:
      options.delegationToken === undefined ? { user: options.user } : { delegationToken: options.delegationToken },
  });
  const folder = options.folder.replace(/\/+$/, '');
  const writer: BlobWriter = { client, folder, parts: askedOnce(client), swept: new Set() };
  return {
    write: (path, content) => named(path, () => writeBlob(writer, path, content)),
    begin: async (path, content, after) => {
      await after;
      return { ref: await named(path, () => writeBlob(writer, path, content)), placed: Promise.resolve() };
    },
    read: (path) => named(path, () => readWholeBlob(client, fileOf(folder, path))),
    readStream: (path) => readChunks(client, folder, path),
    readPieces: (path) => readChunks(client, folder, path),
    exists: (path) => named(path, () => isFile(client, fileOf(folder, path))),
    list: (path) => named(path, () => filesUnder(client, folderOf(folder, path), path === '' ? '' : `${path}/`)),
    folders: (path) => named(path, () => foldersIn(client, folderOf(folder, path))),
    // The whole store is never meant: an empty path is refused like one that leaves the folder.
    remove: (path) => named(path, () => removeAll(client, fileOf(folder, path))),
    locate: (path) => `hdfs://${folderOf(folder, path)}`,
  };
}

function askedOnce(client: HdfsClient): () => Promise<ChecksumParts> {
  let parts: Promise<ChecksumParts> | undefined;
  return () =>
    (parts ??= client.serverDefaults().catch((thrown: unknown) => {
      parts = undefined; // the next write asks again
      throw thrown;
    }));
}

/** A failure, also of a path that is refused, as a rejection that names the blob. */
async function named<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw blobError(thrown, path);
  }
}

async function* readChunks(client: HdfsClient, folder: string, path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* readBlob(client, fileOf(folder, path));
  } catch (thrown) {
    throw blobError(thrown, path);
  }
}

async function removeAll(client: HdfsClient, path: string): Promise<void> {
  try {
    await client.delete(path, { recursive: true });
  } catch (thrown) {
    if (!(thrown instanceof HdfsError) || !isMissing(thrown)) throw thrown;
  }
}

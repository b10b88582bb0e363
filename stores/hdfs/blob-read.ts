import { setTimeout as sleep } from 'node:timers/promises';
import { isMissing } from './blob-error.ts';
import { HdfsError, type FileStatus, type HdfsClient } from './client/hdfs.ts';

/** How often in a row nothing may arrive; a DataNode that is gone is known to the NameNode a little later. */
const MOST_IDLE = 4;
const FIRST_PAUSE_MS = 100;
const MOST_REPLACED = 16;

/**
 * Pieces of a file, from one version of it: a connection that breaks is taken up where it broke.
 * @throws HdfsError refused where another version took its place meanwhile
 */
export async function* readBlob(client: HdfsClient, file: string): AsyncGenerator<Uint8Array> {
  let version = await fileStatus(client, file);
  let [at, idle] = [0, 0];
  while (at < version.bytes) {
    const from = at;
    let failure: HdfsError | undefined;
    try {
      for await (const piece of client.open(file, { offset: at })) {
        at += piece.length;
        yield piece;
      }
    } catch (thrown) {
      // The blocks of a replaced file are gone soon; what its reader is told of that is no reason to give up either.
      if (!(thrown instanceof HdfsError) || thrown.kind === 'aborted') throw thrown;
      failure = thrown;
    }
    if (at === version.bytes) return;
    idle = at > from ? 0 : idle + 1;
    if (idle === MOST_IDLE) throw failure ?? tooShort(file, at, version);
    await sleep(FIRST_PAUSE_MS * 2 ** idle);
    const now = await fileStatus(client, file);
    if (now.fileId !== version.fileId && at > 0) throw replaced(file);
    version = now;
  }
}

/** The whole of one version. */
export async function readWholeBlob(client: HdfsClient, file: string): Promise<Uint8Array> {
  for (let tries = 1; ; tries++) {
    try {
      const pieces: Uint8Array[] = [];
      for await (const piece of readBlob(client, file)) pieces.push(piece);
      return Buffer.concat(pieces);
    } catch (thrown) {
      if (!(thrown instanceof HdfsError) || thrown.kind !== 'refused' || tries === MOST_REPLACED) throw thrown;
    }
  }
}

/** False also for a folder, and for a path where there is nothing. */
export async function isFile(client: HdfsClient, path: string): Promise<boolean> {
  try {
    return (await client.status(path)).type === 'FILE';
  } catch (thrown) {
    if (isMissing(thrown)) return false;
    throw thrown;
  }
}

async function fileStatus(client: HdfsClient, path: string): Promise<FileStatus> {
  const status = await client.status(path);
  if (status.type === 'FILE') return status;
  throw new HdfsError('remote', `${path} is not a file`, { path, javaClass: 'java.io.FileNotFoundException' });
}

const replaced = (path: string): HdfsError =>
  new HdfsError('refused', `${path} was replaced while it was read`, { operation: 'OPEN', path });

const tooShort = (path: string, at: number, { bytes }: FileStatus): HdfsError =>
  new HdfsError('protocol', `${path} ends after ${at} of ${bytes} bytes`, { operation: 'OPEN', path });

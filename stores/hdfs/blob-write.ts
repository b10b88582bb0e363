import { createHash } from 'node:crypto';
import { dirname } from 'node:path/posix';
import { DaybreakError } from '../../domain/errors.ts';
import type { BlobRef } from '../blob-store.ts';
import { asideOf, fileOf } from './blob-file.ts';
import { readBlob } from './blob-read.ts';
import { sumWhile, type Sum } from './blob-sum.ts';
import { HdfsError, type ChecksumParts, type FileStatus, type HdfsClient } from './client/hdfs.ts';
import { sweepAside } from './sweep-aside.ts';

export interface BlobWriter {
  readonly client: HdfsClient;
  readonly folder: string;
  /** What HDFS will make of a new file; asked once. */
  readonly parts: () => Promise<ChecksumParts>;
  /** Folders that were swept of dead writers' files. */
  readonly swept: Set<string>;
}

/** Giving up on a leftover is better than waiting for servers that just failed: a later writer sweeps it. */
const CLEAN_UP_MS = 3_000;

/** Writes a file aside, has HDFS say its length and checksum, and renames it over what is there. A failure leaves nothing that a reader sees. */
export async function writeBlob(
  writer: BlobWriter,
  path: string,
  content: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<BlobRef> {
  const { client } = writer;
  const file = fileOf(writer.folder, path);
  const aside = asideOf(file);
  try {
    const parts = await writer.parts();
    const summing = sumWhile(content, parts);
    await createExplained(client, aside, summing.content, parts);
    const given = summing.end();
    const stored = await client.status(aside);
    await verify(client, aside, path, given, stored);
    await moveOver(client, aside, file, stored);
    // The blob is there, whatever becomes of leftovers.
    await sweepAside(writer, dirname(file), stored.modifiedMs).catch(() => undefined);
    return { path, bytes: given.bytes, sha256: given.sha256 };
  } catch (thrown) {
    await client.delete(aside, { signal: AbortSignal.timeout(CLEAN_UP_MS) }).catch(() => false);
    throw thrown;
  }
}

/**
 * A DataNode that refuses a file says so and hangs up while we still send, and the hanging up may arrive first. Asked again for a file of
 * one byte it says it in peace.
 */
async function createExplained(
  client: HdfsClient,
  aside: string,
  content: AsyncIterable<Uint8Array>,
  { blockBytes }: ChecksumParts,
): Promise<void> {
  try {
    await client.create(aside, content, { blockBytes });
  } catch (thrown) {
    if (thrown instanceof HdfsError && thrown.kind === 'connection') {
      await client.create(aside, new Uint8Array(1), { blockBytes, overwrite: true }).catch((why: unknown) => {
        throw why instanceof HdfsError && why.kind === 'remote' ? why : thrown;
      });
    }
    throw thrown;
  }
}

async function verify(client: HdfsClient, aside: string, path: string, given: Sum, stored: FileStatus): Promise<void> {
  if (stored.bytes !== given.bytes) throw corrupt(path, `${stored.bytes} bytes`, given);
  if (stored.bytes === 0) return;
  const checksum = await client.checksum(aside);
  if (checksum.algorithm === given.checksum.algorithm && checksum.hex === given.checksum.hex) return;
  // A cluster may sum up in another way, so only the bytes themselves can tell.
  const hash = createHash('sha256');
  for await (const piece of readBlob(client, aside)) hash.update(piece);
  const sha256 = hash.digest('hex');
  if (sha256 !== given.sha256) throw corrupt(path, `hash ${sha256}`, given);
}

/** An answer that was lost on its way is looked up: the file keeps its id when it is renamed. What the look meets is not what failed. */
async function moveOver(client: HdfsClient, aside: string, file: string, { fileId }: FileStatus): Promise<void> {
  try {
    await client.rename(aside, file, { overwrite: true });
  } catch (thrown) {
    const unknown = thrown instanceof HdfsError && (thrown.kind === 'connection' || thrown.kind === 'timeout');
    const there = unknown ? await client.status(file).catch(() => undefined) : undefined;
    if (there?.fileId !== fileId) throw thrown;
  }
}

const corrupt = (path: string, stored: string, { bytes, sha256 }: Sum): DaybreakError =>
  new DaybreakError(
    'BLOB_CORRUPT',
    `HDFS has ${path} with ${stored}, ${bytes} bytes with hash ${sha256} were written`,
    'look at the DataNodes and the network: they do not keep what they are given',
  );

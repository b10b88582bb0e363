import { DaybreakError } from '../domain/errors.ts';
import { MAKE_ANEW } from './make-anew.ts';
import type { Ports } from './ports.ts';

/** A file that must be what it was when it was written. */
export interface WrittenFile {
  readonly path: string;
  readonly sha256: string;
  /** Its quick sum, by which it is verified where it is known. */
  readonly gmac?: string | undefined;
}

/**
 * The pieces of a file, each to be done with before the next is asked for. Only when all have passed is it known whether they were those that
 * were written. @throws DaybreakError BLOB_MISSING, BLOB_CORRUPT
 */
export async function* verifiedPieces(
  { blobs, hasher, quickSum }: Pick<Ports, 'blobs' | 'hasher' | 'quickSum'>,
  { path, sha256, gmac }: WrittenFile,
): AsyncGenerator<Uint8Array> {
  const sum = gmac === undefined ? hasher() : quickSum();
  for await (const piece of blobs.readPieces(path)) {
    sum.update(piece);
    yield piece;
  }
  if (sum.digest() !== (gmac ?? sha256)) throw notAsWritten(path);
}

/** The whole of a file. @throws DaybreakError BLOB_MISSING, BLOB_CORRUPT */
export async function readWhole(ports: Ports, { path, sha256 }: WrittenFile): Promise<Uint8Array> {
  const bytes = await ports.blobs.read(path);
  if (ports.sha256(bytes) === sha256) return bytes;
  throw notAsWritten(path);
}

const notAsWritten = (path: string): DaybreakError =>
  new DaybreakError('BLOB_CORRUPT', `${path} is not as it was written`, MAKE_ANEW);

/** Whether a file is gone or damaged. */
export const isLost = (thrown: unknown): thrown is DaybreakError =>
  thrown instanceof DaybreakError && (thrown.code === 'BLOB_MISSING' || thrown.code === 'BLOB_CORRUPT');

import { createHash, randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { csvLine } from '../../domain/csv-line.ts';
import { formatInstant, type Instant } from '../../domain/instant.ts';
import type { RawRow } from '../../sources/drop.ts';
import type { BlobStore } from '../../stores/blob-store.ts';

const SHOWN_CHARACTERS = 500;
const HEADER = csvLine(['file', 'line', 'reason', 'row']);

/** A line of the list of rows set aside. */
export const setAsideLine = (file: string, { line, cells }: RawRow, reason: string): string =>
  csvLine([file, String(line), reason, shortened(csvLine(cells).trimEnd())]);

const shortened = (text: string): string =>
  text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;

/** The folder that keeps the list of one drop's last load. */
export function setAsideFolder(dictionary: string, absolutePath: string): string {
  const hash = createHash('sha256').update(absolutePath).digest('hex').slice(0, 12);
  return `set-aside/${dictionary}/${basename(absolutePath).replaceAll(/[^\w.=-]/g, '_')}-${hash}`;
}

/**
 * Writes the list as it grows, and no file where nothing is set aside. Gives where a person finds it.
 * The list of an earlier load of the same drop goes.
 */
export async function writeSetAside(
  blobs: Pick<BlobStore, 'write' | 'remove' | 'locate'>,
  folder: string,
  lines: AsyncGenerator<string> | Generator<string>,
): Promise<string | undefined> {
  await blobs.remove(folder);
  const first = await lines.next();
  if (first.done === true) return undefined;
  const path = `${folder}/rows.csv`;
  try {
    await blobs.write(path, encoded(first.value, lines));
  } finally {
    // a write that failed may not have asked for any, and the files of the drop behind them would stay open
    await lines.return(undefined);
  }
  return blobs.locate(path);
}

async function* encoded(first: string, rest: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(HEADER + first);
  for await (const lines of rest) yield encoder.encode(lines);
}

/** The list of a stream that may never end: a file for each batch that has bad rows, so that none waits to be kept. */
export function setAsideParts(
  blobs: Pick<BlobStore, 'write' | 'locate'>,
  dictionary: string,
  startedAt: Instant,
): { write(lines: readonly string[]): Promise<void>; location(): string | undefined } {
  // Two streams may begin in one instant.
  const folder = `set-aside/${dictionary}/stream-${formatInstant(startedAt).replaceAll(':', '')}-${randomUUID().slice(0, 8)}`;
  let parts = 0;
  return {
    async write(lines) {
      if (lines.length === 0) return;
      const name = `part-${String(++parts).padStart(5, '0')}.csv`;
      await blobs.write(`${folder}/${name}`, new TextEncoder().encode(HEADER + lines.join('')));
    },
    location: () => (parts === 0 ? undefined : blobs.locate(folder)),
  };
}

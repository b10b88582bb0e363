import { isAside } from './blob-file.ts';
import { entriesOf } from './blob-list.ts';
import type { HdfsClient } from './client/hdfs.ts';

/** No file takes as long to write as this; one that was begun earlier belongs to a writer that is dead. */
const DEAD_MS = 24 * 3_600_000;

/**
 * Removes what dead writers left in a folder, once for each folder and store, so that it costs a listing and nothing more.
 * @param nowMs the NameNode's own time, which is that of the leftovers too
 */
export async function sweepAside(
  { client, swept }: { readonly client: HdfsClient; readonly swept: Set<string> },
  folder: string,
  nowMs: number,
): Promise<void> {
  if (swept.has(folder)) return;
  swept.add(folder);
  for (const { name, type, modifiedMs } of await entriesOf(client, folder)) {
    if (type === 'FILE' && isAside(name) && modifiedMs < nowMs - DEAD_MS) await client.delete(`${folder}/${name}`);
  }
}

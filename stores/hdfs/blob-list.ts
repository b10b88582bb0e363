import { compareText } from '../../domain/event-version.ts';
import { isAside } from './blob-file.ts';
import { isMissing } from './blob-error.ts';
import type { FileStatus, HdfsClient } from './client/hdfs.ts';

/** Paths of the files under a folder, ascending by code point of the whole path. */
export async function filesUnder(client: HdfsClient, folder: string, prefix: string): Promise<string[]> {
  const paths: string[] = [];
  for (const { type, name } of await entriesOf(client, folder)) {
    if (type === 'DIRECTORY') paths.push(...(await filesUnder(client, `${folder}/${name}`, `${prefix}${name}/`)));
    else if (!isAside(name)) paths.push(prefix + name);
  }
  return paths.sort(compareText);
}

/** Names of the folders directly in a folder, ascending by code point; nothing where there is none. */
export const foldersIn = async (client: HdfsClient, folder: string): Promise<string[]> =>
  (await entriesOf(client, folder))
    .filter(({ type }) => type === 'DIRECTORY')
    .map(({ name }) => name)
    .sort(compareText);

/** What is directly in a folder; nothing where there is none. */
export async function entriesOf(client: HdfsClient, folder: string): Promise<FileStatus[]> {
  const entries: FileStatus[] = [];
  try {
    for await (const entry of client.list(folder)) entries.push(entry);
  } catch (thrown) {
    if (!isMissing(thrown)) throw thrown;
    return []; // also one that is removed between two pages
  }
  return entries.filter(({ name }) => name !== ''); // a file lists itself, without a name
}

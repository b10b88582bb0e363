import { join, resolve } from 'node:path';
import { threadId } from 'node:worker_threads';
import { blobNames } from '../blob-path.ts';

/** The file of a blob path. @throws DaybreakError USAGE for a path that could leave the folder */
export const filePath = (folder: string, path: string): string => join(resolve(folder), ...blobNames(path, isAside));

/** The folder of a blob path; the empty path is the store's own. */
export const folderPath = (folder: string, path: string): string =>
  path === '' ? resolve(folder) : filePath(folder, path);

let count = 0;

/** A name beside a file, for writing it aside: no other writer has it, in this thread, another one or another process. */
export const asidePath = (file: string): string => `${file}.tmp-${process.pid}-${threadId}-${count++}`;

const ASIDE = /\.tmp-(\d+)-\d+-\d+$/;

/** Whether a file is one that was being written; a crash can leave one behind, and no reader sees it. */
export const isAside = (name: string): boolean => ASIDE.test(name);

/** The process that writes, or wrote, a file aside; undefined for another name. */
export function writerOf(name: string): number | undefined {
  const [, pid] = ASIDE.exec(name) ?? [];
  return pid === undefined ? undefined : Number(pid);
}

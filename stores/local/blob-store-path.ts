import { join, resolve } from 'node:path';
import { threadId } from 'node:worker_threads';
import { DaybreakError } from '../../domain/errors.ts';

/** The file of a blob path. @throws DaybreakError USAGE for a path that is not plain names joined by `/`, as it could leave the folder. */
export function filePath(folder: string, path: string): string {
  const names = path.split('/');
  if (names.some((name) => name === '' || name === '.' || name === '..' || /[\\\0]/.test(name) || isAside(name))) {
    throw new DaybreakError(
      'USAGE',
      `"${path}" is no path of a file in the blob store`,
      'write plain names joined by /, without .., for example sample/2026-03-01/report.json',
    );
  }
  return join(resolve(folder), ...names);
}

/** The folder of a blob path; the empty path is the store's own. */
export const folderPath = (folder: string, path: string): string =>
  path === '' ? resolve(folder) : filePath(folder, path);

let count = 0;

/** A name beside a file, for writing it aside: no other writer has it, in this thread, another one or another process. */
export const asidePath = (file: string): string => `${file}.tmp-${process.pid}-${threadId}-${count++}`;

/** Whether a file is one that was being written; a crash can leave one behind, and no reader sees it. */
export const isAside = (name: string): boolean => /\.tmp-\d+-\d+-\d+$/.test(name);

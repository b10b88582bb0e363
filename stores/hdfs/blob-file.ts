import { randomUUID } from 'node:crypto';
import { blobNames } from '../blob-path.ts';

/** The file of a blob path, absolute in HDFS. @throws DaybreakError USAGE for a path that could leave the folder */
export const fileOf = (folder: string, path: string): string => [folder, ...blobNames(path, isAside)].join('/');

/** The folder of a blob path; the empty path is the store's own. */
export const folderOf = (folder: string, path: string): string => (path === '' ? folder : fileOf(folder, path));

/** A name beside a file, for writing it aside: no other writer has it, on any machine. */
export const asideOf = (file: string): string => `${file}.tmp-${randomUUID()}`;

/** Whether a name is of something that was being written; a killed writer can leave it, and no reader sees it. */
export const isAside = (name: string): boolean => /\.tmp-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name);

import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { asDaybreakError, DaybreakError } from '../domain/errors.ts';
import { compareText } from '../domain/event-version.ts';
import { parseDate, type RunDate } from '../domain/run-date.ts';
import type { TableName } from './drop.ts';
import { formatOf, lookedFor, nameOfFile, nearlyTable, tableOfFolder, tableOrder, type Format } from './formats.ts';

/** A drop as found on disk. */
export interface Drop {
  /** In date order, a part without a date first; at least one, and at least one of them has a file. */
  readonly parts: readonly DropPart[];
  /** What was seen and left out, a sentence each. */
  readonly warnings: readonly string[];
}

export interface DropPart {
  /** The date of a `dt=` partition; undefined for a whole drop. */
  readonly partitionDate: RunDate | undefined;
  /** By table, then by name. */
  readonly files: readonly DropFile[];
}

interface DropFile {
  readonly table: TableName;
  readonly path: string;
  readonly format: Format;
  readonly bytes: number;
  /** When it was written last, milliseconds since 1970. */
  readonly modifiedMs: number;
}

/**
 * Looks at a folder: a whole drop, one partition (`dt=YYYY-MM-DD`, complete when it has `_SUCCESS`), or a folder of partitions, of which
 * the complete ones are taken and the others named in a warning.
 * @throws DaybreakError DROP_MISSING where there is nothing to read, DROP_INCOMPLETE where it is not yet complete
 */
export async function findDrop(path: string): Promise<Drop> {
  const names = await namesIn(path);
  const ownName = basename(resolve(path));
  if (ownName.startsWith('dt=')) {
    const own = partitionDate(ownName);
    if (own === undefined) throw missing(`${path} is no partition: its name is no dt=YYYY-MM-DD`);
    if (!names.includes(SUCCESS)) throw incomplete([path]);
    const { files, warnings } = await filesIn(path, names);
    return somethingIn(path, { parts: [{ partitionDate: own, files }], warnings });
  }

  const partitions = names.filter((name) => name.startsWith('dt='));
  const { files, warnings } = await filesIn(path, names);
  const parts: DropPart[] = files.length > 0 ? [{ partitionDate: undefined, files }] : [];
  const unfinished: string[] = [];
  for (const name of partitions) {
    const folder = join(path, name);
    const date = partitionDate(name);
    if (date === undefined) {
      warnings.push(`${folder} was left out: its name is no dt=YYYY-MM-DD`);
      continue;
    }
    const inside = await namesIn(folder);
    if (!inside.includes(SUCCESS)) {
      unfinished.push(folder);
      warnings.push(`${folder} was left out: it has no ${SUCCESS}, so the warehouse is still writing it`);
      continue;
    }
    const found = await filesIn(folder, inside);
    warnings.push(...found.warnings);
    if (found.files.length === 0) warnings.push(`${folder} is complete but has none of ${lookedFor()}`);
    else parts.push({ partitionDate: date, files: found.files });
  }
  if (parts.length === 0 && unfinished.length > 0) throw incomplete(unfinished);
  return somethingIn(path, { parts, warnings });
}

const SUCCESS = '_SUCCESS';

const partitionDate = (name: string): RunDate | undefined =>
  name.startsWith('dt=') ? parseDate(name.slice(3)) : undefined;

/** Names in a folder by code point, so that the order is the same on every file system. */
const namesIn = async (path: string): Promise<string[]> => (await looking(path, readdir(path))).sort(compareText);

async function looking<T>(path: string, look: Promise<T>): Promise<T> {
  try {
    return await look;
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT') throw missing(`there is no ${path}`, cause);
    if (code === 'ENOTDIR') throw missing(`${path} is a file, not a folder`, cause);
    throw asDaybreakError(cause);
  }
}

interface Found {
  readonly files: DropFile[];
  readonly warnings: string[];
}

/** The tables among a folder's names. Files are followed through symbolic links, as mounted volumes have them. */
async function filesIn(folder: string, names: readonly string[]): Promise<Found> {
  const files: DropFile[] = [];
  const warnings: string[] = [];
  for (const name of names) {
    const named = nameOfFile(name);
    const folderOf = tableOfFolder(name);
    if (named === undefined && folderOf === undefined) {
      const meant = nearlyTable(name);
      if (meant !== undefined)
        warnings.push(`${join(folder, name)} was left out: a file of ${meant} is named so, in small letters`);
      continue;
    }
    const path = join(folder, name);
    const entry = await looking(path, stat(path));
    if (entry.isDirectory() && folderOf !== undefined) {
      const inside = await partsOf(folderOf, path);
      if (inside.length === 0) warnings.push(`${path} has no file in it that we read`);
      files.push(...inside);
    }
    if (named === undefined || !entry.isFile()) continue;
    if (named.format === undefined)
      warnings.push(`${path} was left out: its format is not one we read, which are ${lookedFor()}`);
    else files.push({ table: named.table, path, format: named.format, bytes: entry.size, modifiedMs: entry.mtimeMs });
  }
  files.sort((a, b) => tableOrder(a.table) - tableOrder(b.table));
  return { files, warnings };
}

/** The files of one table that is written as a folder (`events/part-00000.parquet`). */
async function partsOf(table: TableName, folder: string): Promise<DropFile[]> {
  const files: DropFile[] = [];
  for (const name of await namesIn(folder)) {
    const format = formatOf(name);
    if (format === undefined) continue;
    const path = join(folder, name);
    const entry = await looking(path, stat(path));
    if (entry.isFile()) files.push({ table, path, format, bytes: entry.size, modifiedMs: entry.mtimeMs });
  }
  return files;
}

function somethingIn(path: string, drop: Drop): Drop {
  if (drop.parts.some(({ files }) => files.length > 0)) return drop;
  throw missing([`${path} has no file to load`, ...drop.warnings].join('; '));
}

const missing = (message: string, cause?: unknown): DaybreakError =>
  new DaybreakError(
    'DROP_MISSING',
    message,
    `name a folder that has at least one of ${lookedFor()}, or dt=YYYY-MM-DD folders of them`,
    cause,
  );

const incomplete = (folders: readonly string[]): DaybreakError =>
  new DaybreakError(
    'DROP_INCOMPLETE',
    `${folders.join(', ')} ${folders.length === 1 ? 'has' : 'have'} no ${SUCCESS}, so the warehouse is still writing`,
    `wait until the warehouse has written ${SUCCESS}, then load again`,
  );

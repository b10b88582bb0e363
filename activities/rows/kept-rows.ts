import { DaybreakError } from '../../domain/errors.ts';
import type { Reason } from '../../domain/night-work.ts';
import { nightFolder, type NightRun } from '../../domain/night.ts';
import { saltRanges, type SaltRange } from '../../domain/salt.ts';
import { decodeDirectory, type RowDirectory } from '../../engine/row-directory.ts';
import { baseParts } from './base-files.ts';
import type { Ports } from '../ports.ts';
import { readReceipt } from '../receipt.ts';
import { directoryPath, rowStep, type RowKind } from '../run-files.ts';
import { readWhole } from '../verified-pieces.ts';

/** The rows of an earlier night that a part may take over. */
export interface KeptRows {
  /** Why there are none; undefined where there may be some. */
  readonly none: Reason | undefined;
  readonly find: (ids: readonly string[]) => FoundRows;
  readonly directories: readonly RowDirectory[];
}

/**
 * Where the earlier rows of n ids are.
 *   directory Int32Array[n]   place in `directories`; -1 for an id without an earlier row
 *   at        Int32Array[n]   place in that directory
 */
export interface FoundRows {
  readonly directories: readonly RowDirectory[];
  readonly directory: Int32Array;
  readonly at: Int32Array;
}

export interface KeptRow {
  readonly directory: RowDirectory;
  readonly at: number;
}

interface Wanted {
  readonly kind: RowKind;
  readonly type: string;
  readonly range: SaltRange;
  /** Hash of what gives the rows their meaning. */
  readonly plan: string;
}

/** The directories of the base night that cover a range of salts, however many parts it had. What is missing or damaged counts as not there. */
export async function keptRows(ports: Ports, base: NightRun | Reason, wanted: Wanted): Promise<KeptRows> {
  if (typeof base === 'string') return nothing(base);
  try {
    const directories = await directoriesOf(ports, base, wanted);
    if (directories.some(({ code }) => code !== ports.rowCode)) return nothing('otherCode');
    if (directories.length === 0 || directories.some(({ plan }) => plan !== wanted.plan)) return nothing('dictionary');
    return { none: undefined, find: finder(directories), directories };
  } catch (error) {
    if (!(error instanceof DaybreakError)) throw error;
    ports.log.warn({ base, code: error.code }, `computes everything: ${error.message}`);
    return nothing('noNight');
  }
}

const nothing = (none: Reason): KeptRows => ({ none, find: finder([]), directories: [] });

interface Finder {
  readonly directories: readonly RowDirectory[];
  /** The row that is looked at next, in a list of ids. */
  file: number;
  next: number;
  list: readonly string[];
  placeOf: Map<string, Place> | undefined;
}

function finder(directories: readonly RowDirectory[]): KeptRows['find'] {
  const state: Finder = { directories, file: 0, next: 0, list: directories[0]?.ids ?? [], placeOf: undefined };
  return (ids) => {
    const found = { directories, directory: new Int32Array(ids.length).fill(-1), at: new Int32Array(ids.length) };
    find(state, ids, found);
    return found;
  };
}

/** Ids are mostly asked for in the order of the directories, so the next one is looked at first; a map is made for the first that is not there. */
function find(state: Finder, ids: readonly string[], { directory, at }: FoundRows): void {
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] ?? '';
    if (state.next === state.list.length) goTo(state, state.file + 1, 0);
    if (state.list[state.next] !== id) {
      state.placeOf ??= placesOf(state.directories);
      const found = state.placeOf.get(id);
      if (!found) continue;
      goTo(state, ...found);
    }
    directory[i] = state.file;
    at[i] = state.next++;
  }
}

function goTo(state: Finder, file: number, next: number): void {
  [state.file, state.next, state.list] = [file, next, state.directories[file]?.ids ?? []];
}

type Place = readonly [file: number, at: number];

function placesOf(directories: readonly RowDirectory[]): Map<string, Place> {
  const placeOf = new Map<string, Place>();
  for (const [file, { ids }] of directories.entries())
    for (const [at, id] of ids.entries()) placeOf.set(id, [file, at]);
  return placeOf;
}

async function directoriesOf(ports: Ports, base: NightRun, { kind, type, range }: Wanted): Promise<RowDirectory[]> {
  const parts = await baseParts(ports.blobs, base, rowStep(kind, type));
  const directories: RowDirectory[] = [];
  for (const [part, { from, to }] of saltRanges(parts).entries()) {
    if (from < range.to && to > range.from) directories.push(await readDirectory(ports, base, kind, type, part));
  }
  return directories;
}

/** The directory of a part, as it was written. @throws DaybreakError BLOB_MISSING, BLOB_CORRUPT */
export async function readDirectory(
  ports: Ports,
  run: NightRun,
  kind: RowKind,
  type: string,
  part: number,
): Promise<RowDirectory> {
  const path = directoryPath(run, kind, type, part);
  const receipt = await readReceipt(ports.blobs, run, `${rowStep(kind, type)}/${part}`);
  const sha256 = receipt?.aside?.find((file) => `${nightFolder(run)}/${file.path}` === path)?.sha256;
  return decodeDirectory(await readWhole(ports, { path, sha256: sha256 ?? '' }));
}

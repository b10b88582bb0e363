import type { Reason } from '../../domain/night-work.ts';
import type { Day } from '../../domain/run-date.ts';
import type { FoundRows, KeptRow, KeptRows } from './kept-rows.ts';
import type { Ports } from '../ports.ts';
import type { InputChanges } from './row-maker.ts';

/** What becomes of n ids. */
export interface Judged {
  /** Why each row is computed; undefined for one that is taken over. */
  readonly reasons: readonly (Reason | undefined)[];
  readonly rows: FoundRows;
  /** The earlier row of an id whose linked ids still are those of now, where there is one. */
  readonly linked: (i: number) => KeptRow | undefined;
}

/** A directory names this many files at most: whoever reads the rows opens them all. */
const FILES = 16;

/**
 * Judges ids: a row is taken over when its inputs have not changed since it was computed, it is not due, and its file is still there.
 * @param changes what has changed since the oldest of the directories; undefined where there are none
 */
export async function judgeRows(
  { blobs }: Ports,
  kept: KeptRows,
  day: Day,
  changes: InputChanges | undefined,
): Promise<(ids: readonly string[]) => Promise<Judged>> {
  const none = kept.none ?? 'noNight';
  if (kept.none !== undefined || !changes)
    return (ids) => Promise.resolve({ reasons: ids.map(() => none), rows: kept.find(ids), linked: () => undefined });
  const faults = await faultsOf(blobs, kept);

  const known = { kept, day, faults };
  return async (ids) => {
    const rows = kept.find(ids);
    const still = changes.links && stillLinked(known, rows, await changes.links(ids));
    const { reasons, candidates } = atOnce(known, rows, still);
    // Only what would be taken over is looked up in the store: where much is due, judging must not cost as much as computing.
    if (candidates.length > 0)
      putChanged(known, rows, await changes.values(...picked(ids, rows, candidates)), candidates, reasons);
    const linked = (i: number): KeptRow | undefined => {
      const directory = still?.[i] === 1 ? kept.directories[rows.directory[i] ?? -1] : undefined;
      return directory && { directory, at: rows.at[i] ?? -1 };
    };
    return { reasons, rows, linked };
  };
}

interface Known {
  readonly kept: KeptRows;
  readonly day: Day;
  readonly faults: readonly (readonly (Reason | undefined)[])[];
}

/**
 * Uint8Array[ids]: 1 for a row whose links have neither changed, begun nor ended.
 * @param changed for each id the sequence at which its links last changed
 */
function stillLinked({ kept, day }: Known, { directory, at }: FoundRows, changed: Float64Array): Uint8Array {
  const still = new Uint8Array(at.length);
  for (let i = 0; i < still.length; i++) {
    const earlier = kept.directories[directory[i] ?? -1];
    if (!earlier || (earlier.relinked[at[i] ?? -1] ?? 0) <= day) continue;
    if ((changed[i] ?? Number.POSITIVE_INFINITY) <= earlier.sequence) still[i] = 1;
  }
  return still;
}

/** What is known of rows without asking for changes of their values, and the places of those of which nothing speaks against taking them over. */
function atOnce(
  { kept, day, faults }: Known,
  { directory, at }: FoundRows,
  still: Uint8Array | undefined,
): { readonly reasons: (Reason | undefined)[]; readonly candidates: number[] } {
  const reasons: (Reason | undefined)[] = [];
  const candidates: number[] = [];
  for (let i = 0; i < at.length; i++) {
    const earlier = kept.directories[directory[i] ?? -1];
    let reason: Reason | undefined;
    if (!earlier) reason = 'newId';
    else if ((earlier.due[at[i] ?? -1] ?? 0) <= day) reason = 'due';
    else
      reason =
        faults[directory[i] ?? -1]?.[earlier.source[at[i] ?? -1] ?? -1] ?? (still?.[i] === 0 ? 'changed' : undefined);
    reasons.push(reason);
    if (reason === undefined) candidates.push(i);
  }
  return { reasons, candidates };
}

/** @param changedAt for each candidate the sequence of the last change */
function putChanged(
  { kept }: Known,
  { directory }: FoundRows,
  changedAt: Float64Array,
  candidates: readonly number[],
  reasons: (Reason | undefined)[],
): void {
  for (let n = 0; n < candidates.length; n++) {
    const i = candidates[n] ?? -1;
    const sequence = kept.directories[directory[i] ?? -1]?.sequence ?? -1;
    if ((changedAt[n] ?? Number.POSITIVE_INFINITY) > sequence) reasons[i] = 'changed';
  }
}

/** For each directory why rows in each of its files are computed; undefined for a file that may be used. */
async function faultsOf(blobs: Ports['blobs'], kept: KeptRows): Promise<(Reason | undefined)[][]> {
  const files = rowsByFile(kept);
  const gone = new Set<string>();
  for (const path of files.keys()) if (!(await blobs.exists(path))) gone.add(path);
  const few = fewest(files, FILES - 1);
  const faultOf = (path: string): Reason | undefined =>
    gone.has(path) ? 'noNight' : few.has(path) ? 'gathered' : undefined;
  return kept.directories.map(({ sources }) => sources.map(({ path }) => faultOf(path)));
}

/** The candidates among ids. */
function picked(
  ids: readonly string[],
  rows: FoundRows,
  candidates: readonly number[],
): readonly [readonly string[], FoundRows] {
  if (candidates.length === ids.length) return [ids, rows];
  const { directories } = rows;
  const pickedIds: string[] = [];
  const [directory, at] = [new Int32Array(candidates.length), new Int32Array(candidates.length)];
  for (let n = 0; n < candidates.length; n++) {
    const i = candidates[n] ?? -1;
    pickedIds.push(ids[i] ?? '');
    directory[n] = rows.directory[i] ?? -1;
    at[n] = rows.at[i] ?? -1;
  }
  return [pickedIds, { directories, directory, at }];
}

function rowsByFile({ directories }: KeptRows): Map<string, number> {
  const rows = new Map<string, number>();
  for (const { sources, source } of directories) {
    const counts = new Float64Array(sources.length);
    for (const place of source) counts[place] = (counts[place] ?? 0) + 1;
    for (const [i, { path }] of sources.entries()) {
      const count = counts[i] ?? 0;
      if (count > 0) rows.set(path, (rows.get(path) ?? 0) + count);
    }
  }
  return rows;
}

/** The files with the fewest rows, so that `most` are left. */
const fewest = (files: ReadonlyMap<string, number>, most: number): Set<string> =>
  new Set(
    Array.from(files)
      .sort(([, a], [, b]) => b - a)
      .slice(most)
      .map(([path]) => path),
  );

import type { Reason } from '../../domain/night-work.ts';
import type { Day } from '../../domain/run-date.ts';
import type { RowSource } from '../../engine/row-directory.ts';
import type { KeptRow, KeptRows } from './kept-rows.ts';
import type { Ports } from '../ports.ts';
import type { RowChanges } from './row-maker.ts';

/** A row that is taken over, or why it is computed. */
export type Verdict = KeptRow | Reason;

/** For each id its verdict, and the earlier row whose linked ids still are those of now, where there is one. */
export interface Judged {
  readonly verdicts: readonly Verdict[];
  readonly linked: readonly (KeptRow | undefined)[];
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
  changes: RowChanges | undefined,
): Promise<(ids: readonly string[]) => Promise<Judged>> {
  const none = kept.none ?? 'noNight';
  if (kept.none !== undefined || !changes)
    return (ids) => Promise.resolve({ verdicts: ids.map(() => none), linked: ids.map(() => undefined) });
  const gone = new Set<string>();
  const files = rowsByFile(kept);
  for (const path of files.keys()) if (!(await blobs.exists(path))) gone.add(path);
  const few = fewest(files, FILES - 1);

  const atOnce = (row: KeptRow | undefined): Verdict => {
    if (!row) return 'newId';
    const { path } = sourceOf(row);
    if ((row.directory.due[row.at] ?? 0) <= day) return 'due';
    if (gone.has(path)) return 'noNight';
    return few.has(path) ? 'gathered' : row;
  };

  /** The rows whose links have neither changed, begun nor ended. */
  const stillLinked = async (
    ids: readonly string[],
    rows: readonly (KeptRow | undefined)[],
  ): Promise<(KeptRow | undefined)[]> => {
    if (!changes.links) return new Array<undefined>(ids.length).fill(undefined);
    const changed = await changes.links(ids);
    return rows.map((row, i) => {
      if (!row || (row.directory.relinked[row.at] ?? 0) <= day) return undefined;
      return (changed[i] ?? Number.POSITIVE_INFINITY) > row.directory.sequence ? undefined : row;
    });
  };

  return async (ids) => {
    const rows = ids.map((id) => kept.find(id));
    const linked = await stillLinked(ids, rows);
    const verdicts = rows.map((row, i): Verdict => {
      const verdict = atOnce(row);
      return typeof verdict !== 'string' && changes.links && !linked[i] ? 'changed' : verdict;
    });
    // Only what would be taken over is looked up in the store: where much is due, judging must not cost as much as computing.
    const [candidates, earlier]: [string[], KeptRow[]] = [[], []];
    for (const [i, verdict] of verdicts.entries()) {
      if (typeof verdict === 'string') continue;
      candidates.push(ids[i] ?? '');
      earlier.push(verdict);
    }
    if (candidates.length === 0) return { verdicts, linked };
    const changedAt = await changes.values(candidates, earlier);
    let next = 0;
    const judged = verdicts.map((verdict): Verdict => {
      if (typeof verdict === 'string') return verdict;
      return (changedAt[next++] ?? Number.POSITIVE_INFINITY) > verdict.directory.sequence ? 'changed' : verdict;
    });
    return { verdicts: judged, linked };
  };
}

export function sourceOf({ directory, at }: KeptRow): RowSource {
  const source = directory.sources[directory.source[at] ?? -1];
  if (!source) throw new RangeError(`row ${at} of a directory lies in none of its files`);
  return source;
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

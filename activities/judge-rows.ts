import type { Reason } from '../domain/night-work.ts';
import type { Day } from '../domain/run-date.ts';
import type { RowSource } from '../engine/row-directory.ts';
import type { KeptRow, KeptRows } from './kept-rows.ts';
import { memberList } from './member-list.ts';
import type { Ports } from './ports.ts';
import type { RowMaker } from './row-maker.ts';

/** A row that is taken over, or why it is computed. */
export type Verdict = KeptRow | Reason;

/** A directory names this many files at most: whoever reads the rows opens them all. */
const FILES = 16;

/** Judges ids: a row is taken over when its inputs have not changed since it was computed, it is not due, and its file is still there. */
export async function judgeRows(
  { blobs }: Ports,
  kept: KeptRows,
  day: Day,
  maker: Pick<RowMaker, 'lastChange'>,
): Promise<(ids: readonly string[]) => Promise<Verdict[]>> {
  const { none } = kept;
  if (none !== undefined) return (ids) => Promise.resolve(ids.map(() => none));
  const gone = new Set<string>();
  const files = rowsByFile(kept);
  for (const path of files.keys()) if (!(await blobs.exists(path))) gone.add(path);
  const few = fewest(files, FILES - 1);

  const atOnce = (id: string): Verdict => {
    const row = kept.find(id);
    if (!row) return 'newId';
    const { path } = sourceOf(row);
    if ((row.directory.due[row.at] ?? 0) <= day) return 'due';
    if (gone.has(path)) return 'noNight';
    return few.has(path) ? 'gathered' : row;
  };

  return async (ids) => {
    const verdicts = ids.map(atOnce);
    // Only what would be taken over is looked up in the store: where much is due, judging must not cost as much as computing.
    const candidates: string[] = [];
    const members = memberList();
    for (const [i, verdict] of verdicts.entries()) {
      if (typeof verdict === 'string') continue;
      candidates.push(ids[i] ?? '');
      members.add(verdict.directory.members, verdict.at);
    }
    if (candidates.length === 0) return verdicts;
    const changedAt = await maker.lastChange(candidates, members.end());
    let next = 0;
    return verdicts.map((verdict): Verdict => {
      if (typeof verdict === 'string') return verdict;
      return (changedAt[next++] ?? Number.POSITIVE_INFINITY) > verdict.directory.sequence ? 'changed' : verdict;
    });
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

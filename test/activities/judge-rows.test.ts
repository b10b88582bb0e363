import { expect, it } from 'vitest';
import { judgeRows } from '../../activities/rows/judge-rows.ts';
import type { KeptRows } from '../../activities/rows/kept-rows.ts';
import type { InputChanges } from '../../activities/rows/row-maker.ts';
import type { Ports } from '../../activities/ports.ts';
import type { RowDirectory } from '../../engine/row-directory.ts';

const DAY = 50;
const path = (file: number): string => `old-${file}.rows`;

/** One directory whose rows lie in files, `rows[i]` of them in file i: none is due, none has changed. */
function kept(rows: readonly number[]): KeptRows & { readonly ids: readonly string[] } {
  const source = Int32Array.from(rows.flatMap((count, file) => new Array<number>(count).fill(file)));
  const ids = [...source.keys()].map((i) => `o${i}`);
  const column = (value: number): Int32Array => new Int32Array(ids.length).fill(value);
  const directory: RowDirectory = {
    plan: 'p',
    sequence: 1,
    sources: rows.map((_, file) => ({ path: path(file), sha256: '', day: 1 })),
    ids,
    source,
    row: column(0),
    due: column(DAY + 1),
    relinked: column(DAY + 1),
    cells: column(1),
    scenes: column(0),
    members: { ids: [], start: new Int32Array(ids.length + 1), member: new Int32Array(0) },
  };
  const directories = [directory];
  const find = (): ReturnType<KeptRows['find']> => ({
    directories,
    directory: column(0),
    at: Int32Array.from(ids.keys()),
  });
  return { none: undefined, directories, find, ids };
}

const unchanged: InputChanges = { asOf: 1, values: (ids) => Promise.resolve(new Float64Array(ids.length)) };

/** By file, why each of its rows is computed. */
async function reasonsByFile(rows: readonly number[], gone: readonly number[] = []): Promise<Set<string>[]> {
  const blobs = { exists: (name: string) => Promise.resolve(!gone.map(path).includes(name)) };
  const { ids, ...earlier } = kept(rows);
  const judge = await judgeRows({ blobs } as unknown as Ports, earlier, DAY, unchanged);
  const { reasons } = await judge(ids);
  const { source } = earlier.directories[0]!;
  return rows.map(
    (_, file) => new Set(reasons.filter((__, i) => source[i] === file).map((reason) => reason ?? 'kept')),
  );
}

const KEPT = new Set(['kept']);
const GATHERED = new Set(['gathered']);

it('takes rows over from the 15 fullest files and gathers those of the others into the new one, so that there are 16 at most', async () => {
  const counts = Array.from({ length: 17 }, (_, file) => 2 + ((file * 5) % 17));
  expect(await reasonsByFile(counts)).toEqual(counts.map((count) => (count < 4 ? GATHERED : KEPT)));
});

it('gathers nothing out of 15 files', async () => {
  expect(await reasonsByFile(new Array<number>(15).fill(2))).toEqual(new Array(15).fill(KEPT));
});

it('computes the rows of a file that is gone, and no others', async () => {
  expect(await reasonsByFile([2, 3, 1], [1])).toEqual([KEPT, new Set(['noNight']), KEPT]);
});

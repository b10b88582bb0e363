import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openDirectory } from '../../activities/rows/new-directory.ts';
import type { MadeRows } from '../../activities/rows/row-maker.ts';
import type { RowDirectory } from '../../engine/row-directory.ts';

interface Row {
  readonly id: string;
  readonly kept: boolean;
  readonly members: readonly string[];
}

const linkedId = fc.constantFrom('u1', 'u2', 'u3', 'u4', 'u5');
const rows = fc.uniqueArray(
  fc.record({
    id: fc.nat(40).map((i) => `o${i}`),
    kept: fc.boolean(),
    members: fc.array(linkedId, { maxLength: 3 }),
  }),
  { selector: ({ id }) => id },
);

/** Row i is the i-th of `base.rows`, due on day 100 + i, its linked ids hold until day 200 + i, and it has 300 + i cells. */
function earlier(ids: readonly Row[], path: string): RowDirectory {
  const list = [...new Set(ids.flatMap(({ members }) => members))];
  const start = Int32Array.from([0, ...ids.keys()], (_, i) =>
    ids.slice(0, i).reduce((sum, { members }) => sum + members.length, 0),
  );
  const column = (first: number): Int32Array => Int32Array.from(ids, (_, i) => first + i);
  return {
    ...{ plan: 'p', sequence: 1, sources: [{ path, sha256: '', day: 1 }], ids: ids.map(({ id }) => id) },
    ...{ source: new Int32Array(ids.length), row: column(0), due: column(100), relinked: column(200) },
    ...{ cells: column(300), scenes: new Int32Array(ids.length) },
    members: {
      ids: list,
      start,
      member: Int32Array.from(
        ids.flatMap(({ members }) => members),
        (id) => list.indexOf(id),
      ),
    },
  };
}

/** Puts others among ids, the last of them behind all. */
function amongst(ids: readonly Row[], others: readonly Row[]): Row[] {
  const all = [...ids];
  for (const [i, other] of others.entries())
    all.splice(i === others.length - 1 ? all.length : (3 * i) % (all.length + 1), 0, other);
  return all;
}

/** Rows that were computed: all with 7 cells, due on day 9, their links until day 8. */
function computed(ids: readonly Row[]): MadeRows {
  const { members } = earlier(ids, '');
  return {
    block: {
      ids: ids.map(({ id }) => id),
      rowStart: Int32Array.from([...ids.keys(), ids.length], (i) => 7 * i),
      slot: new Int32Array(0),
      value: new Float64Array(0),
    },
    due: new Int32Array(ids.length).fill(9),
    members: { ...members, relinked: new Int32Array(ids.length).fill(8) },
    overflowed: [],
  };
}

const membersOf = ({ members: { ids, start, member } }: RowDirectory, row: number): (string | undefined)[] =>
  Array.from(member.subarray(start[row], start[row + 1]), (place) => ids[place]);

it('lists every row with what is known of it, wherever it comes from', () => {
  fc.assert(
    fc.property(rows, rows, fc.nat(60), fc.boolean(), (all, others, cut, stillLinked) => {
      // Two directories that also have ids that are gone by now, before, among and behind the others; an id that is in neither is computed.
      const gone = others.filter(({ id }) => !all.some((row) => row.id === id));
      const first = amongst(all.slice(0, cut), gone.slice(0, 2));
      const second = amongst(all.slice(cut, all.length - (all.length % 3)), gone.slice(2));
      const directories = [earlier(first, 'a'), earlier(second, 'b')];
      const placeOf = ({ id }: Row): readonly [number, number] => {
        const at = directories.map(({ ids }) => ids.indexOf(id));
        return at[0] !== -1 ? [0, at[0]!] : [at[1] === -1 ? -1 : 1, at[1]!];
      };
      const isKept = (row: Row): boolean => row.kept && placeOf(row)[0] !== -1;
      const made = openDirectory();
      let cells = 0;
      for (const batch of [all.slice(0, 5), all.slice(5)]) {
        const found = {
          directories,
          directory: Int32Array.from(batch, (row) => placeOf(row)[0]),
          at: Int32Array.from(batch, (row) => placeOf(row)[1]),
        };
        cells += made.add(
          batch.map(({ id }, i) => ({ id, scenes: i })),
          {
            reasons: batch.map((row) => (isKept(row) ? undefined : 'changed')),
            rows: found,
            linked: (i) => {
              const directory = stillLinked ? directories[found.directory[i]!] : undefined;
              return directory && { directory, at: found.at[i]! };
            },
          },
          [computed(batch.filter((row) => !isKept(row)))],
        );
      }
      const own = { path: 'own', sha256: '', day: 2 };
      const now: RowDirectory = { plan: 'p', sequence: 2, ...made.end(own) };
      expect(now.ids).toEqual(all.map(({ id }) => id));
      let written = 0;
      for (const [i, row] of all.entries()) {
        const [directory, at] = placeOf(row);
        const { path } = now.sources[now.source[i]!]!;
        const what = [path, now.row[i], now.due[i], now.relinked[i], now.cells[i]];
        if (isKept(row)) expect(what).toEqual([directory === 0 ? 'a' : 'b', at, 100 + at, 200 + at, 300 + at]);
        else expect(what).toEqual(['own', written++, 9, 8, 7]);
        expect(membersOf(now, i)).toEqual(row.members);
        expect(now.scenes[i]).toBe(i < 5 ? i : i - 5);
      }
      expect(cells).toBe(now.cells.reduce((sum, n) => sum + n, 0));
      const kept = all.filter(isKept).length;
      expect(made.work).toEqual(written > 0 ? { reused: kept, changed: written } : { reused: kept });
    }),
  );
});

it('has the very lists of an earlier directory that has the same ids', () => {
  const ids = ['a', 'b', 'c'].map((id): Row => ({ id, kept: id !== 'b', members: [`u${id}`] }));
  const base = earlier(ids, 'a');
  const directories = [base];
  const made = openDirectory();
  made.add(
    ids.map(({ id }) => ({ id, scenes: 1 })),
    {
      reasons: ids.map(({ kept }) => (kept ? undefined : 'due')),
      rows: { directories, directory: new Int32Array(3), at: Int32Array.of(0, 1, 2) },
      linked: (at) => ({ directory: base, at }),
    },
    [computed(ids.filter(({ kept }) => !kept))],
  );
  const now = made.end({ path: 'own', sha256: '', day: 2 });
  expect([now.ids, now.members.ids]).toEqual([base.ids, base.members.ids]);
  expect([now.ids === base.ids, now.members.ids === base.members.ids]).toEqual([true, true]);
});

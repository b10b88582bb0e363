import type { Tag } from '../../stores/tag-table.ts';
import type { RowDirectory, RowSource } from '../../engine/row-directory.ts';
import type { Judged } from './judge-rows.ts';
import { memberList } from './member-list.ts';
import type { MadeMembers, MadeRows } from './row-maker.ts';
import { sourcePlaces } from './source-places.ts';

/** The directory of a part, while its rows are made. */
export interface NewDirectory {
  /** The next tagged ids of the part, what becomes of them, and the rows of those that were computed, in order. Gives the cells of all of them. */
  add(tags: readonly Tag[], judged: Judged, made: readonly MadeRows[]): number;
  /** How many rows were taken over, and how many were computed for each reason. */
  readonly work: Record<string, number>;
  end(own: RowSource): Omit<RowDirectory, 'plan' | 'sequence'>;
}

export function openDirectory(): NewDirectory {
  const ids: string[] = [];
  const batches: Columns[] = [];
  const places = sourcePlaces();
  const members = memberList();
  const work: Record<string, number> = { reused: 0 };
  let written = 0;
  /** A directory that so far has the same ids, if there is one. */
  let alike: RowDirectory | undefined;
  return {
    work,
    add(tags, { reasons, rows, linked }, made) {
      const columns = columnsOf((name) => [name, new Int32Array(tags.length)]);
      const { source, row, due, relinked, cells, scenes } = columns;
      if (ids.length === 0) alike = rows.directories[rows.directory[0] ?? -1];
      const computed = rowsOf(made);
      let [sum, reused] = [0, 0];
      for (let i = 0; i < tags.length; i++) {
        const { id, scenes: bits } = tags[i] ?? NO_TAG;
        const at = rows.at[i] ?? -1;
        const earlier = rows.directories[rows.directory[i] ?? -1];
        if (earlier !== alike || at !== ids.length) alike = undefined;
        ids.push(id);
        scenes[i] = bits;
        const reason = reasons[i];
        if (reason === undefined && earlier) {
          reused += 1;
          source[i] = places.of(earlier, at);
          row[i] = earlier.row[at] ?? -1;
          due[i] = earlier.due[at] ?? 0;
          relinked[i] = earlier.relinked[at] ?? 0;
          sum += cells[i] = earlier.cells[at] ?? 0;
          members.add(earlier.members, at);
          continue;
        }
        const key = reason ?? 'noNight';
        work[key] = (work[key] ?? 0) + 1;
        const next = computed.next();
        if (next.done === true || next.value.id !== id) throw new RangeError(`the row of ${id} was not computed`);
        const now = next.value;
        row[i] = written++;
        due[i] = now.due;
        relinked[i] = now.members?.relinked[now.row] ?? 0;
        sum += cells[i] = now.cells;
        // The same ids, from the list that the rows beside have theirs from.
        const same = now.members && linked(i);
        if (same) members.add(same.directory.members, same.at);
        else members.add(now.members, now.row);
      }
      work['reused'] = (work['reused'] ?? 0) + reused;
      batches.push(columns);
      return sum;
    },
    end: (own) => ({
      sources: [own, ...places.sources],
      // The very list, so that its text is at hand (row-directory.ts).
      ids: alike?.ids.length === ids.length ? alike.ids : ids,
      ...columnsOf((name) => [name, joined(batches.map((batch) => batch[name]))]),
      members: members.end(),
    }),
  };
}

const NO_TAG: Tag = { id: '', scenes: 0 };

const COLUMNS = ['source', 'row', 'due', 'relinked', 'cells', 'scenes'] as const;
type ColumnName = (typeof COLUMNS)[number];
type Columns = Record<ColumnName, Int32Array>;

const columnsOf = (column: (name: ColumnName) => [ColumnName, Int32Array]): Columns =>
  Object.fromEntries(COLUMNS.map(column)) as Columns;

/** Most parts are one batch. */
function joined(arrays: readonly Int32Array[]): Int32Array {
  const [first] = arrays;
  if (first && arrays.length === 1) return first;
  const all = new Int32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}

interface ComputedRow {
  readonly id: string;
  readonly due: number;
  readonly cells: number;
  readonly members: MadeMembers | undefined;
  readonly row: number;
}

function* rowsOf(made: readonly MadeRows[]): Generator<ComputedRow> {
  for (const { block, due, members } of made) {
    for (const [row, id] of block.ids.entries()) {
      const cells = (block.rowStart[row + 1] ?? 0) - (block.rowStart[row] ?? 0);
      yield { id, due: due[row] ?? 0, cells, members, row };
    }
  }
}

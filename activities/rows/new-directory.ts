import type { Tag } from '../../stores/tag-table.ts';
import type { RowDirectory, RowSource } from '../../engine/row-directory.ts';
import type { Judged } from './judge-rows.ts';
import type { KeptRow } from './kept-rows.ts';
import { memberList } from './member-list.ts';
import type { MadeMembers, MadeRows } from './row-maker.ts';
import { sameIds } from './same-ids.ts';
import { sourcePlaces } from './source-places.ts';
import { withRoom } from './with-room.ts';

/** The directory of a part, while its rows are made. */
export interface NewDirectory {
  /** The next tagged ids of the part, what becomes of them, and the rows of those that were computed, in order. Gives the cells of all of them. */
  add(tags: readonly Tag[], judged: Judged, made: readonly MadeRows[]): number;
  /** How many rows were taken over, and how many were computed for each reason. */
  readonly work: Record<string, number>;
  end(own: RowSource): Omit<RowDirectory, 'plan' | 'sequence'>;
}

export function openDirectory(): NewDirectory {
  let columns = columnsOf(() => new Int32Array(0));
  const ids = sameIds();
  const places = sourcePlaces();
  const members = memberList();
  const work: Record<string, number> = { reused: 0 };
  let [count, written] = [0, 0];

  const putComputed = (i: number, now: ComputedRow, same: KeptRow | undefined): void => {
    columns.row[i] = written++;
    columns.due[i] = now.due;
    columns.relinked[i] = now.members?.relinked[now.row] ?? 0;
    columns.cells[i] = now.cells;
    // The same ids, from the list that the rows beside have theirs from.
    if (now.members && same) members.add(same.directory.members, same.at, same.at + 1);
    else members.add(now.members, now.row, now.row + 1);
  };
  return {
    work,
    add(tags, judged, made) {
      const { reasons, rows } = judged;
      const before = count;
      count += tags.length;
      columns = columnsOf((name) => withRoom(columns[name], count));
      putScenes(tags, columns.scenes.subarray(before));
      ids.add(tags, rows);
      const computed = rowsOf(made);
      for (let from = 0, to = 0; from < tags.length; from = to) {
        to = takenOverTo(judged, from);
        const earlier = rows.directories[rows.directory[from] ?? -1];
        if (earlier && from < to) {
          const at = rows.at[from] ?? -1;
          takeOver(columns, earlier, at, before + from, before + to);
          places.put(earlier, at, columns.source.subarray(before + from, before + to));
          members.add(earlier.members, at, at + to - from);
          work['reused'] = (work['reused'] ?? 0) + to - from;
          continue;
        }
        to = from + 1;
        const key = reasons[from] ?? 'noNight';
        work[key] = (work[key] ?? 0) + 1;
        const { id } = tags[from] ?? NO_TAG;
        const next = computed.next();
        if (next.done === true || next.value.id !== id) throw new RangeError(`the row of ${id} was not computed`);
        putComputed(before + from, next.value, judged.linked(from));
      }
      return sumOf(columns.cells.subarray(before, count));
    },
    end: (own) => ({
      sources: [own, ...places.sources],
      ids: ids.end(),
      ...columnsOf((name) => columns[name].subarray(0, count)),
      members: members.end(),
    }),
  };
}

/** How far the rows from one on are taken over, and lie in one earlier directory one after the other; `from` itself where it is not. */
function takenOverTo({ reasons, rows: { directory, at } }: Judged, from: number): number {
  const first = at[from] ?? -1;
  let to = from;
  while (
    to < reasons.length &&
    reasons[to] === undefined &&
    directory[to] === directory[from] &&
    at[to] === first + to - from
  )
    to++;
  return to;
}

const NO_TAG: Tag = { id: '', scenes: 0 };

// Functions of the module, as are all that see every id: the code of one that is made anew for each shard is soon thrown away (docs/decisions/0010).

function takeOver({ row, due, relinked, cells }: Columns, earlier: RowDirectory, at: number, from: number, to: number) {
  for (let i = from, there = at; i < to; i++, there++) {
    row[i] = earlier.row[there] ?? -1;
    due[i] = earlier.due[there] ?? 0;
    relinked[i] = earlier.relinked[there] ?? 0;
    cells[i] = earlier.cells[there] ?? 0;
  }
}

function putScenes(tags: readonly Tag[], into: Int32Array): void {
  for (let i = 0; i < tags.length; i++) into[i] = tags[i]?.scenes ?? 0;
}

function sumOf(numbers: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += numbers[i] ?? 0;
  return sum;
}

const COLUMNS = ['source', 'row', 'due', 'relinked', 'cells', 'scenes'] as const;
type ColumnName = (typeof COLUMNS)[number];
type Columns = Record<ColumnName, Int32Array<ArrayBuffer>>;

const columnsOf = (column: (name: ColumnName) => Int32Array<ArrayBuffer>): Columns =>
  Object.fromEntries(COLUMNS.map((name) => [name, column(name)])) as Columns;

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

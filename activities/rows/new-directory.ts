import type { Tag } from '../../stores/tag-table.ts';
import type { RowDirectory, RowSource } from '../../engine/row-directory.ts';
import { sourceOf, type Verdict } from './judge-rows.ts';
import { memberList } from './member-list.ts';
import type { MadeMembers, MadeRows } from './row-maker.ts';

/** The directory of a part, while its rows are made. */
export interface NewDirectory {
  /** The next tagged ids of the part, each with its verdict, and the rows of those that were computed, in order. Gives the cells of all of them. */
  add(tags: readonly Tag[], verdicts: readonly Verdict[], made: readonly MadeRows[]): number;
  /** How many rows were taken over, and how many were computed for each reason. */
  readonly work: Record<string, number>;
  end(
    own: RowSource,
  ): Pick<RowDirectory, 'sources' | 'ids' | 'source' | 'row' | 'due' | 'relinked' | 'cells' | 'scenes' | 'members'>;
}

export function openDirectory(): NewDirectory {
  const ids: string[] = [];
  const columns = { source: [] as number[], row: [] as number[], due: [] as number[], cells: [] as number[] };
  const [relinked, scenes]: [number[], number[]] = [[], []];
  const sources = new Map<string, { readonly place: number; readonly source: RowSource }>();
  const members = memberList();
  const work: Record<string, number> = { reused: 0 };
  let written = 0;
  const put = (source: number, row: number, due: number, cells: number): number => {
    columns.source.push(source);
    columns.row.push(row);
    columns.due.push(due);
    columns.cells.push(cells);
    return cells;
  };
  return {
    work,
    add(more, verdicts, made) {
      const computed = rowsOf(made);
      let cells = 0;
      for (const [i, tag] of more.entries()) {
        const { id } = tag;
        ids.push(id);
        scenes.push(tag.scenes);
        const verdict = verdicts[i] ?? 'noNight';
        const key = typeof verdict === 'string' ? verdict : 'reused';
        work[key] = (work[key] ?? 0) + 1;
        if (typeof verdict === 'string') {
          const next = computed.next();
          if (next.done === true || next.value.id !== id) throw new RangeError(`the row of ${id} was not computed`);
          cells += put(0, written++, next.value.due, next.value.cells);
          members.add(next.value.members, next.value.row);
          relinked.push(next.value.members?.relinked[next.value.row] ?? 0);
          continue;
        }
        const { directory, at } = verdict;
        const source = sourceOf(verdict);
        const known = sources.get(source.path) ?? { place: sources.size + 1, source };
        sources.set(source.path, known);
        cells += put(known.place, directory.row[at] ?? -1, directory.due[at] ?? 0, directory.cells[at] ?? 0);
        members.add(directory.members, at);
        relinked.push(directory.relinked[at] ?? 0);
      }
      return cells;
    },
    end: (own) => ({
      sources: [own, ...Array.from(sources.values(), ({ source }) => source)],
      ids,
      source: new Int32Array(columns.source),
      row: new Int32Array(columns.row),
      due: new Int32Array(columns.due),
      cells: new Int32Array(columns.cells),
      relinked: new Int32Array(relinked),
      scenes: new Int32Array(scenes),
      members: members.end(),
    }),
  };
}

interface ComputedRow {
  readonly id: string;
  readonly due: number;
  readonly cells: number;
  readonly members: MadeMembers | undefined;
  readonly row: number;
}

function* rowsOf(made: readonly MadeRows[]): Generator<ComputedRow> {
  for (const { rows, due, members } of made) {
    for (const [row, id] of rows.ids.entries()) {
      const cells = (rows.rowStart[row + 1] ?? 0) - (rows.rowStart[row] ?? 0);
      yield { id, due: due[row] ?? 0, cells, members, row };
    }
  }
}

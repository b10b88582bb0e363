import { dictionaryText } from '../../domain/definition.ts';
import { OPPORTUNITY, type Dictionary } from '../../domain/dictionary.ts';
import type { RowsOutlook } from '../../domain/night-outlook.ts';
import type { NightRun } from '../../domain/night.ts';
import type { Day } from '../../domain/run-date.ts';
import type { RowDirectory } from '../../engine/row-directory.ts';
import type { ChangeKind, ChangeTable } from '../../stores/change-table.ts';
import { readDirectory } from '../rows/kept-rows.ts';
import type { Ports } from '../ports.ts';
import { countReceipts } from '../receipt.ts';
import { rowStep, type RowKind } from '../run-files.ts';

export interface RowsAhead {
  readonly base: NightRun;
  readonly day: Day;
  /** The dictionary as it is, and as the base night had it. */
  readonly dictionary: Dictionary;
  readonly before: Dictionary;
  /** Ids with stale days, by type. */
  readonly stale: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What will become of the base night's rows of one kind and type; it reads where they lie, a part at a time, and not the rows. */
export async function rowsAhead(
  ports: Ports,
  store: ChangeTable,
  { base, day, dictionary, before, stale }: RowsAhead,
  kind: RowKind,
  type: string,
): Promise<RowsOutlook> {
  const counts = { changed: 0, due: 0, reused: 0 };
  const staleIds = stale.get(type) ?? new Set<string>();
  let known = 0;
  const parts = await countReceipts(ports.blobs, base, rowStep(kind, type));
  const others = { changed: changedOf(store, type, staleIds), links: changedOf(store, OPPORTUNITY, new Set<string>()) };
  for (let part = 0; part < parts; part++) {
    const directory = await readDirectory(ports, base, kind, type, part);
    const changed =
      kind === 'derived'
        ? await others.changed(directory.ids, directory.sequence, ['days', 'versions'])
        : await changedRows(directory, others);
    for (const [row, id] of directory.ids.entries()) {
      if (kind === 'derived' && staleIds.has(id)) known += 1;
      // in the order in which the night looks: what is due is not asked whether it changed
      if ((directory.due[row] ?? 0) <= day) counts.due += 1;
      else if (changed[row]) counts.changed += 1;
      else counts.reused += 1;
    }
  }
  const rowsOf = (of: Dictionary): string =>
    dictionaryText({ name: of.name, rows: of.rows.filter(({ dim }) => dim === type) });
  return {
    ...{ kind, type, ...counts, newIds: kind === 'derived' ? staleIds.size - known : 0 },
    otherDictionary: rowsOf(dictionary) !== rowsOf(before),
  };
}

type Changed = (ids: readonly string[], since: number, kinds: readonly ChangeKind[]) => Promise<boolean[]>;

/** Whether each id has changed since a sequence, or will when its stale days are folded. */
const changedOf =
  (store: ChangeTable, type: string, staleIds: ReadonlySet<string>): Changed =>
  async (ids, since, kinds) => {
    const at = await Promise.all(kinds.map((kind) => store.changedAt(kind, type, ids)));
    return ids.map((id, i) => staleIds.has(id) || at.some((sequences) => (sequences[i] ?? 0) > since));
  };

async function changedRows(
  { ids, sequence, members }: RowDirectory,
  { changed, links }: { readonly changed: Changed; readonly links: Changed },
): Promise<boolean[]> {
  const [own, linked] = [await links(ids, sequence, ['links']), await changed(members.ids, sequence, ['days'])];
  return ids.map((_, row) => {
    if (own[row]) return true;
    const [from, to] = [members.start[row] ?? 0, members.start[row + 1] ?? 0];
    return members.member.subarray(from, to).some((place) => linked[place]);
  });
}

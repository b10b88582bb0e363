import type { ChangeKind, ChangeTable } from '../change-table.ts';
import { namedCountKey, namedKey } from '../row-key.ts';
import { scan } from './scan.ts';
import { settle } from './store-error.ts';
import type { Tables } from './tables.ts';

const SEQUENCE_KEY = Buffer.from('changes');
/** The sequence after which every change stands in order; a store of an older version has earlier ones that do not. */
const ORDERED_KEY = Buffer.from('changes in order since');

/**
 * Changes in lmdb: a mark an id and kind, set in the transaction that makes the change; and the same marks in their order, so that the latest
 * are found without a look at the others.
 *   kind · type · salt · id              the sequence of the last change
 *   kind "#" · type · sequence · id     the same
 */
export function changeTable(tables: Tables): ChangeTable {
  const { folder } = tables;
  return {
    changeSequence: () => settle(folder, () => sequenceOf(tables)),
    changedAt: (kind, type, ids) =>
      settle(folder, () => Float64Array.from(ids, (id) => tables.changed.get(namedKey([kind, type], id)) ?? 0)),
    changedSince: (kind, type, sequence, most) =>
      settle(folder, () => changedSince(tables, kind, type, sequence, most)),
  };
}

const sequenceOf = (tables: Tables): number => tables.meta.get(SEQUENCE_KEY) ?? 0;

const inOrder = (kind: ChangeKind, type: string): string[] => [`${kind}#`, type];

/** Inside a transaction: marks ids as changed by it; none is no change. */
export function markChanged(
  tables: Tables,
  kind: ChangeKind,
  ids: Iterable<readonly [type: string, id: string]>,
): void {
  const { changed, meta } = tables;
  let sequence: number | undefined;
  for (const [type, id] of ids) {
    if (sequence === undefined) {
      sequence = sequenceOf(tables) + 1;
      meta.putSync(SEQUENCE_KEY, sequence);
      if (meta.get(ORDERED_KEY) === undefined) meta.putSync(ORDERED_KEY, sequence - 1);
    }
    const key = namedKey([kind, type], id);
    const before = changed.get(key);
    if (before !== undefined) changed.removeSync(namedCountKey(inOrder(kind, type), before, id));
    changed.putSync(key, sequence);
    changed.putSync(namedCountKey(inOrder(kind, type), sequence, id), sequence);
  }
}

function changedSince(
  tables: Tables,
  kind: ChangeKind,
  type: string,
  sequence: number,
  most: number,
): ReadonlySet<string> | undefined {
  const ids = new Set<string>();
  if (sequenceOf(tables) <= sequence) return ids;
  if (sequence < (tables.meta.get(ORDERED_KEY) ?? Number.POSITIVE_INFINITY)) return undefined;
  const names = inOrder(kind, type);
  const first = namedCountKey(names, sequence + 1, '');
  for (const { key } of scan(tables.changed, first, namedCountKey(names, Number.POSITIVE_INFINITY, ''))) {
    if (ids.size === most) return undefined;
    ids.add(key.toString('utf8', first.length));
  }
  return ids;
}

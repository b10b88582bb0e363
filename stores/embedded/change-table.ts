import type { ChangeKind, ChangeTable } from '../change-table.ts';
import { namedKey } from '../row-key.ts';
import { settle } from './store-error.ts';
import type { Tables } from './tables.ts';

const SEQUENCE_KEY = Buffer.from('changes');

/** Changes in lmdb: a mark an id and kind, set in the transaction that makes the change. */
export function changeTable(tables: Tables): ChangeTable {
  const { folder } = tables;
  return {
    changeSequence: () => settle(folder, () => sequenceOf(tables)),
    changedAt: (kind, type, ids) =>
      settle(folder, () => Float64Array.from(ids, (id) => tables.changed.get(namedKey([kind, type], id)) ?? 0)),
  };
}

const sequenceOf = (tables: Tables): number => tables.meta.get(SEQUENCE_KEY) ?? 0;

/** Inside a transaction: marks ids as changed by it; none is no change. */
export function markChanged(
  tables: Tables,
  kind: ChangeKind,
  ids: Iterable<readonly [type: string, id: string]>,
): void {
  let sequence: number | undefined;
  for (const [type, id] of ids) {
    if (sequence === undefined) {
      sequence = sequenceOf(tables) + 1;
      tables.meta.putSync(SEQUENCE_KEY, sequence);
    }
    tables.changed.putSync(namedKey([kind, type], id), sequence);
  }
}

import type { ChangeKind, ChangeTable } from '../change-table.ts';
import { entityKey } from '../row-key.ts';
import { qualifierOf } from './cell-views.ts';
import { CHANGES, changeColumns } from './change-mark.ts';
import { columnPrefix } from './client/filter.ts';
import { counted } from './head.ts';
import type { Tables } from './tables.ts';

/** Changes in HBase, numbered as change-mark.ts says. */
export const changeTable = (tables: Tables): ChangeTable => ({
  changeSequence: () => counted(tables, 'sequence'),
  changedAt: (kind, type, ids) => changedAt(tables, kind, type, ids),
  // Marks stand in the rows of their ids, so all of them would have to be read.
  changedSince: () => Promise.resolve(undefined),
});

/** A change that has no number yet is later than every sequence. */
const NOT_YET = Number.POSITIVE_INFINITY;

async function changedAt(
  tables: Tables,
  kind: ChangeKind,
  type: string,
  ids: readonly string[],
): Promise<Float64Array> {
  const { open, closed } = changeColumns(kind);
  const table = kind === 'days' ? tables.mid : tables.zipper;
  const batch = await table.getMany(
    ids.map((id) => entityKey(type, id)),
    { families: [CHANGES], filter: columnPrefix(open.subarray(0, 1)) },
  );
  const sequences = new Float64Array(ids.length);
  for (let row = 0; row < ids.length; row++) {
    for (let cell = batch.rowFirstCell[row]!; cell < batch.rowFirstCell[row + 1]!; cell++) {
      const sequence = qualifierOf(batch, cell).equals(closed) ? batch.timestamp[cell]! : NOT_YET;
      sequences[row] = Math.max(sequences[row]!, sequence);
    }
  }
  return sequences;
}

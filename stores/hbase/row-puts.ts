import type { TableName } from '../../infra/hbase/tables.ts';
import type { PutCell } from './client/mutation.ts';
import { putOf } from './put.ts';
import type { Write } from './write-log.ts';

/** Collects cells into one put a row: the server's work is by row more than by cell. */
export interface RowPuts {
  add(row: Buffer, cell: PutCell): void;
  /** In the order of the first cell of each row. */
  writes(): Write[];
}

export function rowPuts(table: TableName): RowPuts {
  const rows = new Map<string, { readonly row: Buffer; readonly cells: PutCell[] }>();
  return {
    add: (row, cell) => {
      const name = row.toString('latin1');
      const known = rows.get(name);
      if (known) known.cells.push(cell);
      else rows.set(name, { row, cells: [cell] });
    },
    writes: () => Array.from(rows.values(), ({ row, cells }) => ({ table, mutation: putOf(row, ...cells) })),
  };
}

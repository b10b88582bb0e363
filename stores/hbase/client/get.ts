import type { CellBatch } from './cell-batch.ts';
import { decodeCells } from './cell-decode.ts';
import type { DataPath } from './data-path.ts';
import { HBaseError } from './hbase-error.ts';
import type { ReadOptions } from './read-options.ts';
import { readFields, regionSpecifier } from './read-request.ts';

interface GetResponse {
  readonly result?: { readonly associatedCellCount: number; readonly cell: readonly unknown[] } | null;
}

/** See HBaseTable.get. */
export async function getRow(path: DataPath, row: Uint8Array, options: ReadOptions): Promise<CellBatch> {
  const fields = readFields(options);
  const { response, cells } = await path.cluster.withRegion(path.table, row, (location) => {
    const request = { region: regionSpecifier(location), get: { row, ...fields } };
    return path.cluster.call<GetResponse>(location.server, 'ClientService', 'Get', request);
  });
  if ((response.result?.cell.length ?? 0) > 0)
    throw new HBaseError('protocol', 'A server sent cells as messages, although cell blocks were agreed on.');
  return decodeCells(cells, { rowCells: [response.result?.associatedCellCount ?? 0] }, path.families);
}

import { randomInt } from 'node:crypto';
import { decodeCells } from './cell-decode.ts';
import type { DataPath } from './data-path.ts';
import { HBaseError } from './hbase-error.ts';
import { regionSpecifier } from './read-request.ts';

interface MutateResponse {
  readonly result?: { readonly associatedCellCount: number } | null;
}

const INCREMENT = 1;
const NONCES = 2 ** 47;
/** Of this process, so that its numbers are not mistaken for another's. */
const nonceGroup = randomInt(1, NONCES);

/** See HBaseTable.increment. The server knows a repeated call by its nonce and does not add twice. */
export async function increment(
  path: DataPath,
  row: Uint8Array,
  family: string,
  qualifier: Uint8Array,
  by: number,
): Promise<number> {
  if (!Number.isSafeInteger(by)) throw new HBaseError('usage', `An increment by ${by}.`);
  const value = new Uint8Array(8);
  new DataView(value.buffer).setBigInt64(0, BigInt(by));
  const mutation = {
    row,
    mutateType: INCREMENT,
    columnValue: [{ family: Buffer.from(family), qualifierValue: [{ qualifier, value }] }],
    nonce: randomInt(1, NONCES),
  };
  const { response, cells } = await path.cluster.withRegion(path.table, row, (location) =>
    path.cluster.call<MutateResponse>(location.server, 'ClientService', 'Mutate', {
      region: regionSpecifier(location),
      mutation,
      nonceGroup,
    }),
  );
  const batch = decodeCells(cells, { rowCells: [response.result?.associatedCellCount ?? 0] }, path.families);
  const start = batch.valueStart[0];
  if (start === undefined || batch.valueEnd[0] !== start + 8)
    throw new HBaseError('protocol', 'A server answers an increment without the new value.');
  return Number(new DataView(cells.buffer, cells.byteOffset).getBigInt64(start));
}

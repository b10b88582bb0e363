import type { CellBatch } from '../../../stores/hbase/client/cell-batch.ts';
import type { Mutation, PutCell } from '../../../stores/hbase/client/mutation.ts';
import { allCells } from './cells-plain.ts';

export const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));
export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

/** `put('r1', 'f:a@10=x', 'f:b=y')`: family, qualifier, timestamp where it matters, value. */
export const put = (row: string, ...cells: readonly string[]): Mutation => ({
  op: 'put',
  row: bytesOf(row),
  cells: cells.map(putCell),
});

function putCell(text: string): PutCell {
  const [, family = '', qualifier = '', time, value = ''] = /^(.*?):(.*?)(?:@(\d+))?=(.*)$/.exec(text) ?? [];
  return {
    family,
    qualifier: bytesOf(qualifier),
    value: bytesOf(value),
    ...(time !== undefined && { timestamp: Number(time) }),
  };
}

/** The same notation back, by row: `r1 f:a=x f:b=y`; with times `f:a@10=x`. */
export const written = (batches: CellBatch | readonly CellBatch[], withTimes = false): string[] =>
  [batches].flat().flatMap((batch) =>
    allCells(batch).map((cells) =>
      [
        cells[0] ? textOf(cells[0].row) : '',
        ...cells.map(({ family, qualifier, timestamp, value }) => {
          const time = withTimes ? `@${timestamp}` : '';
          return `${family}:${textOf(qualifier)}${time}=${textOf(value)}`;
        }),
      ].join(' '),
    ),
  );

export async function collected(scan: AsyncIterable<CellBatch>): Promise<CellBatch[]> {
  const batches: CellBatch[] = [];
  for await (const batch of scan) batches.push(batch);
  return batches;
}

import type { CellBatch } from './client/cell-batch.ts';
import type { ScanOptions } from './client/read-options.ts';
import type { HBaseTable } from './client/table.ts';

/** One row of a batch: its cells are those with from <= c < to, and they are views on the batch. */
export interface RowView {
  readonly batch: CellBatch;
  readonly key: Buffer;
  readonly from: number;
  readonly to: number;
}

/** The rows of a scan, one after the other; rows without a cell are none. */
export async function* scanRows(table: HBaseTable, options: ScanOptions): AsyncGenerator<RowView> {
  for await (const batch of table.scan(options)) yield* rowsOf(batch);
}

function* rowsOf(batch: CellBatch): Generator<RowView> {
  for (let row = 0; row < batch.rows; row++) {
    const [from, to] = [batch.rowFirstCell[row]!, batch.rowFirstCell[row + 1]!];
    if (from < to) yield { batch, key: view(batch, batch.rowStart[from]!, batch.rowEnd[from]!), from, to };
  }
}

/** Valid as long as the batch is. */
export const qualifierOf = (batch: CellBatch, cell: number): Buffer =>
  view(batch, batch.qualifierStart[cell]!, batch.qualifierEnd[cell]!);

/** Valid as long as the batch is. */
export const valueOf = (batch: CellBatch, cell: number): Buffer =>
  view(batch, batch.valueStart[cell]!, batch.valueEnd[cell]!);

/** A cell without a value says that there is none: it was put over one that went (docs/decisions/0007). */
export const isLive = (batch: CellBatch, cell: number): boolean => batch.valueEnd[cell]! > batch.valueStart[cell]!;

export const familyOf = (batch: CellBatch, cell: number): string => batch.families[batch.family[cell]!]!;

const view = ({ bytes }: CellBatch, start: number, end: number): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);

/** A value as it was put by `toJson`. What is stored was written by this adapter, so its shape is known. */
export const json = (batch: CellBatch, cell: number): unknown => JSON.parse(valueOf(batch, cell).toString());

export const toJson = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

import type { CellBatch } from './cell-batch.ts';
import { decodeCells } from './cell-decode.ts';
import { cellOffset, rowOf, sameBytes } from './cell-order.ts';
import { joinRows, sliceRows } from './cell-slice.ts';
import { HBaseError } from './hbase-error.ts';
import type { BytesIndex } from './intern-bytes.ts';

/** One answer of a scanner: a result is a row, or a part of one where its flag says so. */
export interface ScannedCells {
  readonly block: Uint8Array;
  readonly cellsPerResult: readonly number[];
  /** Cells of the same row may follow in the next result. */
  readonly partial: readonly boolean[];
}

/** Makes whole rows of the answers of one region's scanner. */
export interface RowAssembler {
  /** The rows that this answer makes whole, at most two batches; a last, incomplete row waits for the next answer. */
  add(answer: ScannedCells): CellBatch[];
  /** The row that waited, once the server says that nothing follows it. */
  flush(): CellBatch[];
  /** Forgets the row that waited: it will be read again. */
  clear(): void;
}

export function rowAssembler(families: BytesIndex): RowAssembler {
  let waiting: { readonly row: Uint8Array; readonly blocks: Uint8Array[]; cells: number } | undefined;

  const flush = (): CellBatch[] => {
    if (!waiting) return [];
    const { blocks, cells } = waiting;
    waiting = undefined;
    return [decodeCells(Buffer.concat(blocks), { rowCells: [cells] }, families)];
  };

  return {
    flush,
    clear: () => {
      waiting = undefined;
    },
    add(answer) {
      const batch = decodePieces(answer, families);
      if (batch.rows === 0) return [];
      const { block } = answer;
      const last = batch.rows - 1;
      const isOpen = answer.partial.at(-1) ?? false;
      const batches: CellBatch[] = [];
      let from = 0;
      if (waiting) {
        if (sameBytes(waiting.row, rowOf(batch, 0))) {
          waiting.blocks.push(last === 0 ? block : block.subarray(0, cellOffset(batch, batch.rowFirstCell[1]!)));
          waiting.cells += batch.rowFirstCell[1]!;
          if (last === 0 && isOpen) return [];
          from = 1;
        }
        // Copied together with its beginning as a small batch of its own, so that the rows behind it stay views.
        batches.push(...flush());
      }
      const to = isOpen ? last : batch.rows;
      if (to > from) batches.push(sliceRows(batch, from, to));
      if (isOpen && last >= from) {
        const first = batch.rowFirstCell[last]!;
        // slice, not subarray: a short row must not keep the whole answer in memory.
        const begun = block.slice(cellOffset(batch, first));
        waiting = { row: rowOf(batch, first).slice(), blocks: [begun], cells: batch.cells - first };
      }
      return batches;
    },
  };
}

/** An answer as it came, parts of one row that follow one another joined. @throws HBaseError protocol */
export function decodePieces({ block, cellsPerResult, partial }: ScannedCells, families: BytesIndex): CellBatch {
  if (cellsPerResult.some((cells) => !(cells > 0)))
    throw new HBaseError('protocol', 'An answer to Scan has a result without cells.');
  const batch = decodeCells(block, { rowCells: cellsPerResult }, families);
  const continues = (row: number): boolean =>
    partial[row - 1] === true &&
    sameBytes(rowOf(batch, batch.rowFirstCell[row - 1]!), rowOf(batch, batch.rowFirstCell[row]!));
  return partial.lastIndexOf(true, -2) >= 0 ? joinRows(batch, continues) : batch;
}

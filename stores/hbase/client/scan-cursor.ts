import type { CellBatch } from './cell-batch.ts';
import { compareInRow, rowOf, sameBytes } from './cell-order.ts';
import { sliceCells } from './cell-slice.ts';
import type { RegionLocation } from './cluster.ts';
import type { ScanOptions } from './read-options.ts';
import type { Int64 } from './scan-protocol.ts';

/** Where a scan stands: what was delivered lies before it. */
export interface ScanCursor {
  readonly row: Uint8Array;
  readonly inclusive: boolean;
  /** Within `row`: the last delivered cell, as a batch of one. */
  readonly lastCell: CellBatch | undefined;
  /** The view of the region that the row was read from; a region opened again goes on with it. */
  readonly snapshot: Snapshot | undefined;
}

interface Snapshot {
  readonly readPoint: Int64;
  readonly startKey: Uint8Array;
  readonly endKey: Uint8Array;
}

export const firstCursor = ({ startRow, includeStartRow, reversed }: ScanOptions): ScanCursor => ({
  row: startRow ?? new Uint8Array(),
  // "Before the end of the table" is how a reversed scan without a first row begins.
  inclusive: startRow === undefined ? reversed !== true : (includeStartRow ?? true),
  lastCell: undefined,
  snapshot: undefined,
});

/** Behind the last cell of a batch, which is in the middle of its row where `isOpen`. */
export function cursorBehind(batch: CellBatch, isOpen: boolean, { snapshot }: ScanCursor): ScanCursor {
  const last = batch.cells - 1;
  return {
    row: rowOf(batch, last).slice(),
    inclusive: isOpen,
    lastCell: isOpen ? detached(sliceCells(batch, last, batch.cells)) : undefined,
    snapshot,
  };
}

/** At the next region; undefined where the scan ends with this one. */
export function cursorBeyond({ startKey, endKey }: RegionLocation, options: ScanOptions): ScanCursor | undefined {
  const key = options.reversed === true ? startKey : endKey;
  if (key.length === 0) return undefined;
  const { endRow } = options;
  if (endRow && endRow.length > 0) {
    const order = Buffer.compare(key, endRow);
    if (options.reversed === true ? order <= 0 : order >= 0) return undefined;
  }
  return { row: key, inclusive: options.reversed !== true, lastCell: undefined, snapshot: undefined };
}

/**
 * The read point to open a region with, undefined for the newest. One region's read points mean something to its daughters too, which lie
 * within it; but not to a merged region: there, cells of the other parent would be hidden for good.
 */
export function readPointIn({ startKey, endKey }: RegionLocation, { snapshot }: ScanCursor): Int64 | undefined {
  if (!snapshot || Buffer.compare(startKey, snapshot.startKey) < 0) return undefined;
  const isWithin = snapshot.endKey.length === 0 || (endKey.length > 0 && Buffer.compare(endKey, snapshot.endKey) <= 0);
  return isWithin ? snapshot.readPoint : undefined;
}

/** What of a batch lies behind the cursor's last delivered cell; undefined where nothing does. */
export function withoutDelivered(batch: CellBatch, lastCell: CellBatch): CellBatch | undefined {
  const row = rowOf(lastCell, 0);
  let cell = 0;
  while (cell < batch.cells && sameBytes(rowOf(batch, cell), row) && compareInRow(batch, cell, lastCell, 0) <= 0)
    cell++;
  return cell === batch.cells ? undefined : sliceCells(batch, cell, batch.cells);
}

/** A batch of one cell on a copy of its bytes, so that a cursor does not keep an answer in memory. */
function detached(batch: CellBatch): CellBatch {
  const start = batch.rowStart[0]!;
  const moved = (places: Int32Array): Int32Array => places.map((place) => place - start);
  return {
    ...batch,
    bytes: batch.bytes.slice(start, batch.timestampStart[0]! + 9),
    rowStart: moved(batch.rowStart),
    rowEnd: moved(batch.rowEnd),
    qualifierStart: moved(batch.qualifierStart),
    qualifierEnd: moved(batch.qualifierEnd),
    timestampStart: moved(batch.timestampStart),
    valueStart: moved(batch.valueStart),
    valueEnd: moved(batch.valueEnd),
  };
}

import { DaybreakError } from '../../domain/errors.ts';
import type { Day } from '../../domain/run-date.ts';
import type { PackedDays } from '../matrix.ts';
import { ENTRY_BYTES } from '../packed-day.ts';
import type { Kernel } from './kernel.ts';

/** Puts a batch of days, with room for the entries of one entity and the order of one group; gives the most entries that an entity has. */
export function putDays({ wasm, arena }: Kernel, cells: PackedDays, runDay: Day): number {
  const { cellStart, day, byteStart, bytes } = cells;
  const most = mostEntries(cells);
  wasm.useDays(arena.put(cellStart), arena.put(day), arena.put(byteStart), arena.put(bytes), runDay);
  wasm.useEntries(arena.take(4 * most), arena.take(4 * most), arena.take(8 * most));
  wasm.useSorted(arena.take(8 * most), arena.take(8 * most));
  return most;
}

/** How many entries the batch has, at most: those beyond the plan's depth count, too. */
export const entriesIn = ({ byteStart }: PackedDays): number =>
  Math.ceil((byteStart[byteStart.length - 1]! - byteStart[0]!) / ENTRY_BYTES);

function mostEntries({ cellStart, byteStart }: PackedDays): number {
  let bytes = 0;
  for (let entity = 0; entity + 1 < cellStart.length; entity++)
    bytes = Math.max(bytes, byteStart[cellStart[entity + 1]!]! - byteStart[cellStart[entity]!]!);
  return Math.ceil(bytes / ENTRY_BYTES);
}

/**
 * What the kernel gave, where it gives -1 - cell for a cell that is torn.
 * @throws DaybreakError BLOB_CORRUPT for such a cell
 */
export function unlessTorn(given: number, { day, byteStart }: PackedDays): number {
  if (given >= 0) return given;
  const cell = -1 - given;
  const bytes = byteStart[cell + 1]! - byteStart[cell]!;
  throw new DaybreakError(
    'BLOB_CORRUPT',
    `a cell of day ${day[cell]} has ${bytes} bytes, which is no whole number of ${ENTRY_BYTES}-byte entries`,
    'load the drop again into an empty store',
  );
}

import type { Day } from '../domain/run-date.ts';
import type { Entity } from '../domain/rows.ts';

/** MID 中间层: one packed cell an entity and day; engine/packed-day.ts is its codec. */
export interface DayTable {
  /**
   * Writes day cells (undefined removes) and takes their stale marks away, in one step. `seenRevision` is the store's revision before the
   * events behind the cells were read: a mark made after it stays, so that an event loaded meanwhile is not forgotten.
   * Where a day comes twice the last cell counts, also for whether anything changed: one that is as stored is no change.
   * @param which `marked` leaves a day alone whose mark is gone: another fold has made it since, perhaps from events that this one has not read
   */
  putDays(days: readonly DayCell[], seenRevision: number, which?: 'all' | 'marked'): Promise<void>;

  /** The cells of a batch of ids with fromDay <= day <= toDay. */
  readDays(type: string, ids: readonly string[], fromDay: Day, toDay: Day): Promise<DayCells>;

  /** For each id the first day from `fromDay` on that has a cell, NO_DAY for none. */
  firstDays(type: string, ids: readonly string[], fromDay: Day): Promise<Int32Array>;
}

/** Later than every day. */
export const NO_DAY = 2 ** 31 - 1;

export interface DayCell extends Entity {
  readonly day: Day;
  readonly cell: Uint8Array | undefined;
}

/**
 * Packed day cells of a batch of ids, in the order of the ids.
 *   cellStart Int32Array[ids + 1]   cells of id i: cellStart[i] .. cellStart[i+1]
 *   day       Int32Array[cells]     newest first within an id
 *   byteStart Int32Array[cells + 1] bytes of cell c: byteStart[c] .. byteStart[c+1]
 */
export interface DayCells {
  readonly cellStart: Int32Array;
  readonly day: Int32Array;
  readonly byteStart: Int32Array;
  readonly bytes: Uint8Array;
}

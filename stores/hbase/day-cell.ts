import type { Day } from '../../domain/run-date.ts';
import type { PutCell } from './client/mutation.ts';
import { GONE } from './put.ts';

/**
 * MID's cells: one an entity and day.
 *   d:<group><day, 4 bytes>  timestamp = the day's beginning in UTC, ms, 0 before 1970   value = 1, then the packed bytes
 * The first byte tells an empty cell from none. The group is 0; when several jobs own features of one day each has its own.
 */
export const DAYS = 'd';

const GROUP = 0;
const PRESENT = 1;
const HALF = 2 ** 31;
const MS_A_DAY = 86_400_000;

/** Where the packed bytes begin in a value. */
export const PACKED_AT = 1;

export const dayCell = (day: Day, packed: Uint8Array | undefined): PutCell => {
  const qualifier = Buffer.concat([Buffer.of(GROUP), dayQualifier(day)]);
  return { family: DAYS, qualifier, timestamp: dayTime(day), value: packed ? presentValue(packed) : GONE };
};

/** A range of timestamps that has all days with fromDay <= day <= toDay, and few others. */
export const dayTimes = (fromDay: Day, toDay: Day): { from: number; to: number } => ({
  from: dayTime(fromDay),
  to: dayTime(toDay) + 1,
});

/** Big-endian and biased: the order of bytes is the order of days. */
export function dayQualifier(day: Day): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(day + HALF);
  return bytes;
}

/** The day with which a qualifier ends. */
export const dayIn = (qualifier: Buffer): Day => qualifier.readUInt32BE(qualifier.length - 4) - HALF;

/** The same of a qualifier that ends at a place of larger bytes. */
export const dayAt = (bytes: Uint8Array, end: number): Day =>
  ((bytes[end - 4]! << 24) | (bytes[end - 3]! << 16) | (bytes[end - 2]! << 8) | bytes[end - 1]!) ^ -HALF;

const dayTime = (day: Day): number => Math.max(0, day * MS_A_DAY);

function presentValue(packed: Uint8Array): Buffer {
  const value = Buffer.allocUnsafe(packed.length + PACKED_AT);
  value[0] = PRESENT;
  value.set(packed, PACKED_AT);
  return value;
}

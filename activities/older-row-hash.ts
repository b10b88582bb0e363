import { dayOfDate } from '../domain/run-date.ts';
import { ROW_RANGES, saltRanges } from '../domain/salt.ts';
import { seenSince, windowDepths } from '../domain/seen-events.ts';
import type { RowsOfNight } from './hash-rows.ts';
import type { Ports } from './ports.ts';
import type { Beat } from './verb.ts';

/**
 * The hash of a night's accepted rows as earlier versions of Daybreak defined it, over all of them in the order of the store, range by range: a
 * night that they sealed is still known to be made from the same rows.
 */
export async function olderRowHash(
  ports: Ports,
  { dictionary, date, timeZone }: RowsOfNight,
  beat: Beat,
): Promise<string> {
  const store = await ports.openStore(dictionary.name, timeZone);
  const calendar = ports.calendar(timeZone);
  const since = seenSince(windowDepths(dictionary), calendar, date);
  const hashes: string[] = [];
  for (const range of saltRanges(ROW_RANGES)) {
    const hash = ports.hasher();
    for await (const bytes of store.acceptedRows(range, calendar.midnight(dayOfDate(date)), since)) hash.update(bytes);
    hashes.push(hash.digest());
    beat(`${hashes.length} of ${ROW_RANGES} parts of the accepted rows, as an earlier version hashed them`);
  }
  return ports.sha256(hashes.join('\n'));
}

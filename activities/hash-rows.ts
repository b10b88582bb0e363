import type { Dictionary } from '../domain/dictionary.ts';
import type { NightRun } from '../domain/night.ts';
import { dayOfDate, type RunDate } from '../domain/run-date.ts';
import { saltRanges } from '../domain/salt.ts';
import { seenSince, windowDepths } from '../domain/seen-events.ts';
import type { Ports } from './ports.ts';
import { refuseThinnedNight } from './retention-trail.ts';
import { readSnapshot } from './snapshot.ts';
import type { Beat, Verb } from './verb.ts';

/** Ranges are hashed one by one and their hashes hashed together; the number is part of the definition of the hash. */
const RANGES = 64;

interface CachedHash {
  readonly revision: number;
  readonly zone: string;
  readonly windows: string;
  readonly hash: string;
}

/** Which night's rows: what it sees depends on the windows of its dictionary. */
interface RowsOfNight {
  readonly dictionary: Dictionary;
  readonly date: RunDate;
  readonly timeZone: string;
}

/** The hash of the accepted rows that a run sees. */
export const hashRows: Verb<NightRun, string> = (ports) => async (run, beat) => {
  const { dictionary, timeZone } = await readSnapshot(ports.blobs, run);
  return hashSeenRows(ports, { dictionary, date: run.date, timeZone }, beat);
};

/**
 * The hash of the accepted rows that a night sees, in canonical order: events within its windows, versions and links before its midnight.
 * What no window reads changes no byte, so it does not count. Kept with the store's revision, so that asking twice costs nothing.
 * @throws DaybreakError RETENTION_PASSED when some of those rows are gone
 */
export async function hashSeenRows(
  ports: Ports,
  { dictionary, date, timeZone }: RowsOfNight,
  beat: Beat,
): Promise<string> {
  const store = await ports.openStore(dictionary.name, timeZone);
  const calendar = ports.calendar(timeZone);
  const depths = windowDepths(dictionary);
  const windows = JSON.stringify(Array.from(depths, ([type, features]) => [type, [...features]]));
  const revision = await store.revision();
  await refuseThinnedNight(store, dictionary, calendar, date);
  const cached = (await store.getRecord('row-hashes', date)) as CachedHash | undefined;
  if (cached?.revision === revision && cached.zone === timeZone && cached.windows === windows) return cached.hash;
  const midnight = calendar.midnight(dayOfDate(date));
  const since = seenSince(depths, calendar, date);
  const hashes: string[] = [];
  for (const range of saltRanges(RANGES)) {
    const hasher = ports.hasher();
    for await (const bytes of store.acceptedRows(range, midnight, since)) hasher.update(bytes);
    hashes.push(hasher.digest());
    beat(`${hashes.length} of ${RANGES} parts of the accepted rows`);
  }
  const hash = ports.sha256(hashes.join('\n'));
  await store.putRecord('row-hashes', date, { revision, zone: timeZone, windows, hash } satisfies CachedHash);
  return hash;
}

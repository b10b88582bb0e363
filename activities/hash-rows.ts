import { dayOfDate, type RunDate } from '../domain/run-date.ts';
import { saltRanges } from '../domain/salt.ts';
import type { Verb } from './verb.ts';

/** Ranges are hashed one by one and their hashes hashed together; the number is part of the definition of the hash. */
const RANGES = 64;

interface CachedHash {
  readonly revision: number;
  readonly zone: string;
  readonly hash: string;
}

/** The hash of all accepted rows that a night can see, in canonical order. Kept with the store's revision, so that asking twice costs nothing. */
export const hashRows: Verb<{ dictionary: string; date: RunDate; timeZone: string }, string> =
  (ports) =>
  async ({ dictionary, date, timeZone }, beat) => {
    const store = await ports.openStore(dictionary, timeZone);
    const revision = await store.revision();
    const cached = (await store.getRecord('row-hashes', date)) as CachedHash | undefined;
    if (cached?.revision === revision && cached.zone === timeZone) return cached.hash;
    const midnight = ports.calendar(timeZone).midnight(dayOfDate(date));
    const hashes: string[] = [];
    for (const range of saltRanges(RANGES)) {
      const hasher = ports.hasher();
      for await (const bytes of store.acceptedRows(range, midnight)) hasher.update(bytes);
      hashes.push(hasher.digest());
      beat(`${hashes.length} of ${RANGES} parts of the accepted rows`);
    }
    const hash = ports.sha256(hashes.join('\n'));
    await store.putRecord('row-hashes', date, { revision, zone: timeZone, hash } satisfies CachedHash);
    return hash;
  };

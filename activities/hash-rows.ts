import type { Dictionary } from '../domain/dictionary.ts';
import type { ReplayView } from '../domain/night-snapshot.ts';
import type { NightRun } from '../domain/night.ts';
import { dayOfDate, type RunDate } from '../domain/run-date.ts';
import type { Instant } from '../domain/instant.ts';
import type { Parts } from '../domain/parts.ts';
import { ROW_RANGES, saltRange, saltRanges, type SaltRange } from '../domain/salt.ts';
import { seenSince, windowDepths, type SeenSince } from '../domain/seen-events.ts';
import type { FeatureStore } from '../stores/feature-store.ts';
import type { Ports } from './ports.ts';
import { refuseThinnedNight } from './retain/trail.ts';
import { readSnapshot } from './snapshot.ts';
import type { Beat, Verb } from './verb.ts';

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
  /** Where the night is replayed: as of when. */
  readonly replay?: ReplayView | undefined;
}

/** What a night sees of a store: its windows, and the revision at which it looked, or as of which it looks. */
interface Sight {
  readonly store: FeatureStore;
  readonly revision: number;
  readonly windows: string;
  readonly midnight: Instant;
  readonly since: SeenSince;
  readonly replay: ReplayView | undefined;
}

async function sightOf(ports: Ports, { dictionary, date, timeZone, replay }: RowsOfNight): Promise<Sight> {
  const store = await ports.openStore(dictionary.name, timeZone);
  const calendar = ports.calendar(timeZone);
  const depths = windowDepths(dictionary);
  return {
    store,
    revision: replay?.asOf ?? (await store.revision()),
    windows: JSON.stringify([
      ...Array.from(depths, ([type, features]) => [type, [...features]]),
      ...(replay?.typesAsOf ? [replay.typesAsOf] : []),
    ]),
    midnight: calendar.midnight(dayOfDate(date)),
    since: seenSince(depths, calendar, date),
    replay,
  };
}

async function cachedHash(
  { store, revision, windows }: Sight,
  date: RunDate,
  zone: string,
): Promise<string | undefined> {
  const cached = (await store.getRecord('row-hashes', date)) as CachedHash | undefined;
  return cached?.revision === revision && cached.zone === zone && cached.windows === windows ? cached.hash : undefined;
}

async function rangeHash({ hasher }: Ports, sight: Sight, range: SaltRange): Promise<string> {
  const { store, midnight, since, replay } = sight;
  const hash = hasher();
  const revisions = replay ? [replay.asOf, ...Object.values(replay.typesAsOf ?? {})] : [undefined];
  for (const asOf of revisions)
    for await (const bytes of store.acceptedRows(range, midnight, since, asOf)) hash.update(bytes);
  return hash.digest();
}

/** Kept with the store's revision, so that asking twice costs nothing; not kept when rows came in meanwhile. */
async function combined(
  ports: Ports,
  { store, revision, windows }: Sight,
  { date, timeZone: zone }: RowsOfNight,
  hashes: readonly string[],
): Promise<string> {
  const hash = ports.sha256(hashes.join('\n'));
  if ((await store.revision()) === revision) {
    await store.putRecord('row-hashes', date, { revision, zone, windows, hash } satisfies CachedHash);
  }
  return hash;
}

/**
 * The hash of the accepted rows that a night sees, in canonical order: events within its windows, versions and links before its midnight.
 * What no window reads changes no byte, so it does not count.
 * @throws DaybreakError RETENTION_PASSED when some of those rows are gone
 */
export async function hashSeenRows(ports: Ports, night: RowsOfNight, beat: Beat): Promise<string> {
  const sight = await sightOf(ports, night);
  await refuseThinnedNight(sight.store, night.dictionary, ports.calendar(night.timeZone), night.date);
  const cached = await cachedHash(sight, night.date, night.timeZone);
  if (cached !== undefined) return cached;
  const hashes: string[] = [];
  for (const range of saltRanges(ROW_RANGES)) {
    hashes.push(await rangeHash(ports, sight, range));
    beat(`${hashes.length} of ${ROW_RANGES} parts of the accepted rows`);
  }
  return combined(ports, sight, night, hashes);
}

const nightOf = async ({ blobs }: Ports, run: NightRun): Promise<RowsOfNight> => {
  const { dictionary, timeZone, replay } = await readSnapshot(blobs, run);
  return { dictionary, date: run.date, timeZone, replay };
};

/** The hash of a run's rows where it is known, and the revision to which a new one would belong. */
export const knownRows: Verb<NightRun, { readonly revision: number; readonly hash: string | undefined }> =
  (ports) => async (run) => {
    const night = await nightOf(ports, run);
    const sight = await sightOf(ports, night);
    await refuseThinnedNight(sight.store, night.dictionary, ports.calendar(night.timeZone), night.date);
    return { revision: sight.revision, hash: await cachedHash(sight, night.date, night.timeZone) };
  };

/** The hashes of some of the ranges. */
export const hashRowRanges: Verb<{ readonly run: NightRun } & Parts, string[]> =
  (ports) =>
  async ({ run, from, to, of }, beat) => {
    const sight = await sightOf(ports, await nightOf(ports, run));
    const hashes: string[] = [];
    for (let i = from; i < to; i++) {
      hashes.push(await rangeHash(ports, sight, saltRange(i, of)));
      beat(`${hashes.length} of ${to - from} parts of the accepted rows`);
    }
    return hashes;
  };

/** One hash of those of all ranges. */
export const keepRowHash: Verb<
  { readonly run: NightRun; readonly revision: number; readonly hashes: readonly string[] },
  string
> =
  (ports) =>
  async ({ run, revision, hashes }) => {
    const night = await nightOf(ports, run);
    return combined(ports, { ...(await sightOf(ports, night)), revision }, night, hashes);
  };

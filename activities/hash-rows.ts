import type { Dictionary } from '../domain/dictionary.ts';
import type { ReplayView } from '../domain/night-snapshot.ts';
import type { NightRun } from '../domain/night.ts';
import { dayOfDate, type RunDate } from '../domain/run-date.ts';
import type { Instant } from '../domain/instant.ts';
import type { Parts } from '../domain/parts.ts';
import { ROW_RANGES, saltRange, saltRanges, type SaltRange } from '../domain/salt.ts';
import { seenSince, windowDepths, type SeenSince } from '../domain/seen-events.ts';
import { addLines, addSum, openSum, parseSum, sumText, type LineSum } from '../stores/accepted-sum.ts';
import type { FeatureStore } from '../stores/feature-store.ts';
import type { Ports } from './ports.ts';
import { refuseThinnedNight } from './retain/trail.ts';
import { readSnapshot } from './snapshot.ts';
import type { Beat, Verb } from './verb.ts';

const CACHE = 'row-sums';

interface CachedHash {
  readonly revision: number;
  readonly zone: string;
  readonly windows: string;
  readonly hash: string;
}

/** Which night's rows: what it sees depends on the windows of its dictionary. */
export interface RowsOfNight {
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

/** The hash where it is known without reading the rows, and the revision whose rows these are. */
async function knownHash({ sha256 }: Ports, sight: Sight, { date, timeZone }: RowsOfNight, beat: Beat): Promise<Known> {
  const { store, revision, midnight, since, replay, windows } = sight;
  const kept = replay ? undefined : await store.acceptedSum(midnight, since, beat);
  if (kept) return { revision: kept.revision, hash: hashOf(sha256, [kept.sum]) };
  const cached = (await store.getRecord(CACHE, date)) as CachedHash | undefined;
  const same = cached?.revision === revision && cached.zone === timeZone && cached.windows === windows;
  return { revision, hash: same ? cached.hash : undefined };
}

interface Known {
  readonly revision: number;
  readonly hash: string | undefined;
}

/** The sum of the lines of a range as of each revision that is looked at, with a blank between. */
async function rangeSums({ store, midnight, since, replay }: Sight, range: SaltRange): Promise<string> {
  const revisions = replay ? [replay.asOf, ...Object.values(replay.typesAsOf ?? {})] : [undefined];
  const sums: string[] = [];
  for (const asOf of revisions) {
    const sum = openSum();
    for await (const lines of store.acceptedRows(range, midnight, since, asOf)) addLines(sum, lines);
    sums.push(sumText(sum));
  }
  return sums.join(' ');
}

/** Kept with the store's revision, so that asking twice costs nothing; not kept when rows came in meanwhile. */
async function combined(
  { sha256 }: Ports,
  { store, revision, windows }: Sight,
  { date, timeZone: zone }: RowsOfNight,
  ranges: readonly string[],
): Promise<string> {
  const totals: LineSum[] = [];
  for (const sums of ranges)
    for (const [i, text] of sums.split(' ').entries()) addSum((totals[i] ??= openSum()), parseSum(text));
  const hash = hashOf(sha256, totals);
  if ((await store.revision()) === revision)
    await store.putRecord(CACHE, date, { revision, zone, windows, hash } satisfies CachedHash);
  return hash;
}

/** Told apart from the hashes of earlier versions, which are bare (older-row-hash.ts). */
const PREFIX = 'sum:';

/** Whether a hash was made by a version that hashed the rows one after the other (older-row-hash.ts). */
export const isOlderHash = (hash: string): boolean => !hash.startsWith(PREFIX);

const hashOf = (sha256: Ports['sha256'], sums: readonly LineSum[]): string =>
  PREFIX + sha256(sums.map(sumText).join('\n'));

/**
 * The hash of the accepted rows that a night sees: events within its windows, versions and links before its midnight. What no window reads
 * changes no byte, so it does not count. It is the SHA-256 of the sum of the rows' lines (stores/accepted-sum.ts), which has no order, so that
 * a store may keep it and a night need not read its rows for it.
 * @throws DaybreakError RETENTION_PASSED when some of those rows are gone
 */
export async function hashSeenRows(ports: Ports, night: RowsOfNight, beat: Beat): Promise<string> {
  const sight = await sightOf(ports, night);
  await refuseThinnedNight(sight.store, night.dictionary, ports.calendar(night.timeZone), night.date);
  const { hash } = await knownHash(ports, sight, night, beat);
  if (hash !== undefined) return hash;
  const sums: string[] = [];
  for (const range of saltRanges(ROW_RANGES)) {
    sums.push(await rangeSums(sight, range));
    beat(`${sums.length} of ${ROW_RANGES} parts of the accepted rows`);
  }
  return combined(ports, sight, night, sums);
}

const nightOf = async ({ blobs }: Ports, run: NightRun): Promise<RowsOfNight> => {
  const { dictionary, timeZone, replay } = await readSnapshot(blobs, run);
  return { dictionary, date: run.date, timeZone, replay };
};

/** The hash of a run's rows where it is known, and the revision to which a new one would belong. */
export const knownRows: Verb<NightRun, Known> = (ports) => async (run, beat) => {
  const night = await nightOf(ports, run);
  const sight = await sightOf(ports, night);
  await refuseThinnedNight(sight.store, night.dictionary, ports.calendar(night.timeZone), night.date);
  return knownHash(ports, sight, night, beat);
};

/** The sums of some of the ranges. */
export const hashRowRanges: Verb<{ readonly run: NightRun } & Parts, string[]> =
  (ports) =>
  async ({ run, from, to, of }, beat) => {
    const sight = await sightOf(ports, await nightOf(ports, run));
    const sums: string[] = [];
    for (let i = from; i < to; i++) {
      sums.push(await rangeSums(sight, saltRange(i, of)));
      beat(`${sums.length} of ${to - from} parts of the accepted rows`);
    }
    return sums;
  };

/** One hash of the sums of all ranges, in any order. */
export const keepRowHash: Verb<
  { readonly run: NightRun; readonly revision: number; readonly hashes: readonly string[] },
  string
> =
  (ports) =>
  async ({ run, revision, hashes }) => {
    const night = await nightOf(ports, run);
    return combined(ports, { ...(await sightOf(ports, night)), revision }, night, hashes);
  };

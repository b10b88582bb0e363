import { counted } from '../../domain/counted.ts';
import { DaybreakError } from '../../domain/errors.ts';
import { retentionFrom, ruleText } from '../../domain/retention.ts';
import type { RetentionProgress, RetentionReport, ThinnedNights } from '../../domain/retention-report.ts';
import { dayOfDate, type RunDate } from '../../domain/run-date.ts';
import { saltRanges, type SaltRange } from '../../domain/salt.ts';
import type { StoredEvent } from '../../stores/event-table.ts';
import { readManifest } from '../check-sealed.ts';
import type { Ports } from '../ports.ts';
import { nightRecords, type NightRecord } from '../record-night.ts';
import { retentionCounts, spansOf } from './counts.ts';
import { judgedEvents } from './going.ts';
import { thinNights } from './thin-nights.ts';
import { clearTrail, extendTrail, retentionTrail } from './trail.ts';

export interface RetentionTask {
  readonly dictionary: string;
  /** Goes on although the newest night lies far beyond the one before it. */
  readonly sure: boolean;
  /** Counts what would go and changes nothing. */
  readonly dryRun: boolean;
  readonly interrupted: AbortSignal;
}

/** How often a person hears of it. */
const RANGES = 256;
const EVENTS_A_BATCH = 2_000;

/**
 * Removes the events that the dictionary's retention rules name, in batches that are whole each, and then the files of nights that lie further back
 * than the settings keep them (thin-nights.ts): one that is killed is ended by the next.
 * The newest sealed night decides, never the clock; no night of that date or later changes, nor does what it is made from.
 * @throws DaybreakError NIGHT_MISSING where rules have no sealed night to count from, INTERRUPTED
 */
export async function retain(
  ports: Ports,
  { dictionary: name, sure, dryRun, interrupted }: RetentionTask,
  onProgress: (progress: RetentionProgress) => void = () => undefined,
): Promise<RetentionReport> {
  const startedAt = ports.now();
  const { dictionary, settings } = await ports.dictionaries.read(name);
  const { time_zone: zone, retention: rules, files } = settings;
  const counts = retentionCounts();
  const total = { events: 0, seen: 0, traces: 0, gone: 0 };
  const report = (runDate: RunDate | undefined, nights?: ThinnedNights): RetentionReport => ({
    dictionary: name,
    runDate,
    dryRun,
    rules: rules.map(ruleText),
    groups: counts.groups(),
    events: total.events,
    seen: total.seen,
    traces: total.traces,
    ...(nights && { nights }),
    elapsedMs: Math.round((ports.now() - startedAt) / 1000),
  });
  if (rules.length === 0 && files.keep_days === undefined) return report(undefined);
  const records = await nightRecords(ports, name, zone);
  const [runDate, before] = await newestSealed(ports, name, records);
  if (!dryRun && !sure) refuseLeap(name, runDate, before);
  const thin = async (keepDays: number): Promise<ThinnedNights> => {
    const running = new Set(records.filter(({ state }) => state === 'running').map(({ date }) => date));
    return thinNights(ports, { dictionary: name, newest: runDate, keepDays, running, dryRun }, () => {
      refuseInterrupted(interrupted, name);
      onProgress({ share: 1, events: total.events, gone: total.gone });
    });
  };
  const store = await ports.openStore(name, zone);
  const rulesOf = retentionFrom(rules, dictionary, ports.calendar(zone), runDate);

  const drop = async (batch: readonly StoredEvent[]): Promise<void> => {
    if (batch.length === 0 || dryRun) return;
    await extendTrail(store, spansOf(batch));
    await store.dropEvents(batch);
  };
  const pass = async (range: SaltRange): Promise<void> => {
    let batch: StoredEvent[] = [];
    for await (const { event, verdict, trace } of judgedEvents(store.eventsBackwards(range), rulesOf)) {
      total.events++;
      if (verdict === undefined) continue;
      if (verdict.seen) total.seen++;
      else if (trace) total.traces++;
      else {
        counts.add(event, verdict.rule);
        total.gone++;
        batch.push(event);
      }
      if (batch.length < EVENTS_A_BATCH) continue;
      await drop(batch);
      batch = [];
      refuseInterrupted(interrupted, name);
    }
    await drop(batch);
  };

  for (const [i, range] of rules.length === 0 ? [] : saltRanges(RANGES).entries()) {
    refuseInterrupted(interrupted, name);
    await pass(range);
    onProgress({ share: (i + 1) / RANGES, events: total.events, gone: total.gone });
  }
  return report(runDate, files.keep_days === undefined ? undefined : await thin(files.keep_days));
}

/**
 * Lets nights read what is left, after the removed days were loaded again or in spite of their being gone: every day of the types is folded
 * again in the next night. Gives the types; none where nothing had been removed.
 */
export async function forgetRetention(ports: Ports, name: string): Promise<string[]> {
  const { settings } = await ports.dictionaries.read(name);
  const store = await ports.openStore(name, settings.time_zone);
  const types = [...new Set((await retentionTrail(store)).map(({ type }) => type))];
  for (const type of types) await store.markAllStale(type);
  if (types.length > 0) await clearTrail(store);
  return types;
}

/** A night may have failed after it was sealed, so the manifest tells, not the ledger's state. */
async function newestSealed(
  ports: Ports,
  dictionary: string,
  records: readonly NightRecord[],
): Promise<[newest: RunDate, before: RunDate | undefined]> {
  const sealed: RunDate[] = [];
  for (const { date } of records.toReversed()) {
    if (await readManifest(ports.blobs, { dictionary, date })) sealed.push(date);
    if (sealed.length === 2) break;
  }
  const [newest, before] = sealed;
  if (newest !== undefined) return [newest, before];
  throw new DaybreakError(
    'NIGHT_MISSING',
    `${dictionary} has no sealed night yet, and retention counts from the newest one`,
    `run a night first: npx daybreak night ${dictionary} --date YYYY-MM-DD`,
  );
}

const LEAP_DAYS = 366;

/** A night of a mistyped year would have nearly every event go; the clock may not tell, but the night before it can. */
function refuseLeap(dictionary: string, newest: RunDate, before: RunDate | undefined): void {
  if (before === undefined || dayOfDate(newest) - dayOfDate(before) <= LEAP_DAYS) return;
  throw new DaybreakError(
    'USAGE',
    `retention counts from the newest sealed night of ${dictionary}, ${newest}, which lies ${counted(dayOfDate(newest) - dayOfDate(before), 'day')} after the one before it, ${before}`,
    'see what would go with --dry-run; add --yes if that night is meant',
  );
}

function refuseInterrupted(interrupted: AbortSignal, name: string): void {
  if (!interrupted.aborted) return;
  throw new DaybreakError('INTERRUPTED', `the retention of ${name} was stopped half-way`, 'run it again to end it');
}

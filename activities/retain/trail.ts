import type { Calendar } from '../../domain/calendar.ts';
import type { Dictionary } from '../../domain/dictionary.ts';
import { DaybreakError } from '../../domain/errors.ts';
import type { GoneEvents } from '../../domain/retention-report.ts';
import { dateOfDay, dayOfDate, type RunDate } from '../../domain/run-date.ts';
import { seenSince, windowDepths } from '../../domain/seen-events.ts';
import type { RecordTable } from '../../stores/record-table.ts';

const TABLE = 'retention';
const KEY = 'gone';

/** What retention has removed so far, one entry a type and feature. */
export const retentionTrail = async (store: RecordTable): Promise<readonly GoneEvents[]> =>
  ((await store.getRecord(TABLE, KEY)) as readonly GoneEvents[] | undefined) ?? [];

/** To be called before the events are removed, so that a pass that is killed has said too much rather than too little. */
export async function extendTrail(store: RecordTable, going: readonly GoneEvents[]): Promise<void> {
  const trail = await retentionTrail(store);
  const all = new Map(trail.map((gone) => [keyOf(gone), gone]));
  for (const { type, feature, oldest, newest } of going) {
    const known = all.get(keyOf({ type, feature }));
    all.set(keyOf({ type, feature }), {
      type,
      feature,
      oldest: Math.min(oldest, known?.oldest ?? oldest),
      newest: Math.max(newest, known?.newest ?? newest),
    });
  }
  const extended = [...all.values()];
  if (JSON.stringify(extended) !== JSON.stringify(trail)) await store.putRecord(TABLE, KEY, extended);
}

export const clearTrail = (store: RecordTable): Promise<void> => store.putRecord(TABLE, KEY, []);

/**
 * A night that would read removed events comes out with other numbers than it had or would have had.
 * @throws DaybreakError RETENTION_PASSED
 */
export async function refuseThinnedNight(
  store: RecordTable,
  dictionary: Dictionary,
  calendar: Calendar,
  date: RunDate,
): Promise<void> {
  const since = seenSince(windowDepths(dictionary), calendar, date);
  const midnight = calendar.midnight(dayOfDate(date));
  const gone = (await retentionTrail(store)).find(
    ({ type, feature, oldest, newest }) => newest >= since(type, feature) && oldest < midnight,
  );
  if (!gone) return;
  const { type, feature, newest } = gone;
  const [from, to] = [since(type, feature), newest].map((at) => dateOfDay(calendar.dayOf(at)));
  throw new DaybreakError(
    'RETENTION_PASSED',
    `the night ${dictionary.name} ${date} reads ${feature} events of ${type} from ${String(from)} on, and retention has removed some up to ${String(to)}`,
    `leave it as it is; to make it all the same, take the rule out of settings.yaml, load those days again and run \`npx daybreak retain ${dictionary.name} --forget\``,
  );
}

const keyOf = ({ type, feature }: Pick<GoneEvents, 'type' | 'feature'>): string => `${type}\0${feature}`;

import { compareVersions } from '../domain/event-version.ts';
import type { EventRow } from '../domain/rows.ts';
import type { PutCounts } from './put-counts.ts';

/** What the versions of an event mean, whatever the store: how a batch joins them, which one is current, and which places a change touches. */

const US_A_SECOND = 1_000_000;

/** The version that has a cell: the last one, unless it is a delete or `buried`, the version that a dropped event left behind. */
export function currentOf(versions: readonly EventRow[], buried: EventRow | undefined): EventRow | undefined {
  const last = versions.at(-1);
  return last?.op === 'upsert' && last !== buried ? last : undefined;
}

/** Whether two versions differ in their arrival at most. */
export const sameContent = (a: EventRow, b: EventRow): boolean =>
  a.type === b.type &&
  a.id === b.id &&
  a.timeText === b.timeText &&
  a.feature === b.feature &&
  a.line === b.line &&
  a.valueText === b.valueText &&
  a.attrsText === b.attrsText &&
  a.op === b.op;

/** Whether two versions lie in one second of one entity and are of one feature: retention drops or keeps them together. */
export const sameSpot = (a: EventRow, b: EventRow): boolean =>
  a.type === b.type &&
  a.id === b.id &&
  a.feature === b.feature &&
  Math.floor(a.time / US_A_SECOND) === Math.floor(b.time / US_A_SECOND);

/** The rows of a batch by event id, in the order of the first of each. */
export function byEvent(rows: readonly EventRow[]): Map<string, EventRow[]> {
  const groups = new Map<string, EventRow[]>();
  for (const row of rows) {
    const group = groups.get(row.eventId);
    if (group) group.push(row);
    else groups.set(row.eventId, [row]);
  }
  return groups;
}

/** The versions with those delivered in their places, oldest first; as many as before when all were there. Counts into `counts`. */
export function insertVersions(
  before: readonly EventRow[],
  delivered: readonly EventRow[],
  counts: { -readonly [K in keyof PutCounts]: PutCounts[K] },
): EventRow[] {
  const versions = [...before];
  const newest = before.at(-1);
  for (const row of delivered) {
    // Mostly the newest version arrives last, so the search starts there.
    let at = versions.length;
    let order = 1;
    for (; at > 0; at--) {
      const other = versions[at - 1];
      order = other ? compareVersions(row, other) : 1;
      if (order >= 0) break;
    }
    if (at > 0 && order === 0) counts.same++;
    else {
      if (versions.length === 0) counts.added++;
      else counts.replaced++;
      if (newest && compareVersions(row, newest) < 0) counts.lost = (counts.lost ?? 0) + 1;
      versions.splice(at, 0, row);
    }
  }
  return versions;
}

/** The current versions before and after, where they differ in what they say. */
export function touched(old: EventRow | undefined, now: EventRow | undefined): EventRow[] {
  if (old && now && sameContent(old, now)) return [];
  return [old, now].filter((row) => row !== undefined);
}

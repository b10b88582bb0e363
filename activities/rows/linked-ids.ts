import type { Calendar } from '../../domain/calendar.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Day } from '../../domain/run-date.ts';
import type { LinkedId, ZipperTable } from '../../stores/zipper-table.ts';
import { nightAfter } from './due-nights.ts';
import type { KeptRow } from './kept-rows.ts';

interface Night {
  readonly calendar: Calendar;
  readonly runDay: Day;
  readonly midnight: Instant;
}

/**
 * What is linked to opportunities in a night.
 *   links     the linked ids of each; of other types as well where they were read
 *   relinked  Int32Array[opportunities]: first run day on which they may be others though nothing new has come
 */
interface LinkedIds {
  readonly links: readonly (readonly LinkedId[])[];
  readonly relinked: Int32Array;
}

/** The ids linked to opportunities: those of an earlier row where they still are the same, else as the store has them. */
export async function linkedIds(
  store: ZipperTable,
  type: string,
  opportunities: readonly string[],
  earlier: readonly (KeptRow | undefined)[],
  { calendar, runDay, midnight }: Night,
): Promise<LinkedIds> {
  const links: (readonly LinkedId[])[] = [];
  const relinked = new Int32Array(opportunities.length);
  const unknown: number[] = [];
  for (const [i, row] of earlier.entries()) {
    links.push(row ? idsOf(row, type) : []);
    if (row) relinked[i] = row.directory.relinked[row.at] ?? 0;
    else unknown.push(i);
  }
  if (unknown.length === 0) return { links, relinked };
  const ids = unknown.map((i) => opportunities[i] ?? '');
  const [read, changes] = [await store.linksAt(ids, midnight), await store.linksChange(ids, midnight)];
  const days = nightAfter(changes, calendar, runDay);
  for (const [n, i] of unknown.entries()) {
    links[i] = read[n] ?? [];
    relinked[i] = days[n] ?? 0;
  }
  return { links, relinked };
}

function idsOf({ directory: { members }, at }: KeptRow, type: string): LinkedId[] {
  const ids: LinkedId[] = [];
  for (let m = members.start[at] ?? 0; m < (members.start[at + 1] ?? 0); m++)
    ids.push({ type, id: members.ids[members.member[m] ?? -1] ?? '' });
  return ids;
}

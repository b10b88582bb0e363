import type { Instant } from '../../domain/instant.ts';
import { dayOfDate, type Day } from '../../domain/run-date.ts';
import type { EventRow, LinkRow, VersionRow } from '../../domain/rows.ts';
import { SALTS } from '../../domain/salt.ts';
import type { DayCell } from '../../stores/day-table.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { collect } from './fresh-stores.ts';

export const everySalt = { from: 0, to: SALTS };
export const everTime = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

/** `2026-03-01` or `2026-03-01T10:00:00Z` as an instant. */
export const at = (text: string): Instant => Date.parse(text) * 1000;
export const day = (date: string): Day => dayOfDate(date);

/** An event of user u on 1 March 2026 but for what is said. */
export function event(row: Partial<EventRow> & { readonly on?: string }): EventRow {
  const { on = '2026-03-01T10:00:00Z', ...rest } = row;
  const defaults = {
    eventId: 'e',
    type: 'user',
    id: 'u',
    line: '01',
    feature: 'login',
    valueText: '1',
    attrsText: '',
    op: 'upsert' as const,
  };
  return { ...defaults, arrived: 0, time: at(on), timeText: on, ...rest };
}

export function version(id: string, from: string, to: string | undefined, row: Partial<VersionRow> = {}): VersionRow {
  const defaults = { type: 'opportunity', attrsText: `{"from":"${from}"}`, arrived: 0 };
  return { ...defaults, id, validFrom: at(from), validTo: to === undefined ? undefined : at(to), ...row };
}

export function link(opportunityId: string, type: string, id: string, from: string, to?: string, arrived = 0): LinkRow {
  return { opportunityId, type, id, validFrom: at(from), validTo: to === undefined ? undefined : at(to), arrived };
}

/** `type/id date` of every stale day, sorted. */
export async function stale(store: FeatureStore, range = everySalt): Promise<string[]> {
  const entities = await collect(store.staleDays(range));
  return entities.flatMap(({ type, id, days }) => days.map((d) => staleName({ type, id }, d))).sort();
}

export const staleName = ({ type, id }: { type: string; id: string }, d: Day): string =>
  `${type}/${id} ${new Date(d * 86_400_000).toISOString().slice(0, 10)}`;

/** Everything that a night at the end of time can see, as text. */
export async function accepted(
  store: FeatureStore,
  midnight: Instant = Number.POSITIVE_INFINITY,
  range = everySalt,
): Promise<string> {
  return Buffer.concat(await collect(store.acceptedRows(range, midnight))).toString();
}

/** Writes day cells made from everything the store knows now. */
export const putDaysNow = async (store: FeatureStore, days: readonly DayCell[]): Promise<void> =>
  store.putDays(days, await store.revision());

import type { Calendar } from './calendar.ts';
import type { Dictionary } from './dictionary.ts';
import type { Instant } from './instant.ts';
import { dayOfDate, type RunDate } from './run-date.ts';

/** From when on a night sees the events of an entity type and feature; Infinity for events that no row reads. */
export type SeenSince = (type: string, feature: string) => Instant;

/** How many days back the longest window over events of a feature reaches, by entity type, then feature; what no row reads is not there. */
export type WindowDepths = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Attributes have no windows and add nothing. */
export function windowDepths({ rows }: Dictionary): WindowDepths {
  const depths = new Map<string, Map<string, number>>();
  for (const row of rows) {
    if (row.kind !== 'base') continue;
    const ofType = depths.get(row.dim) ?? new Map<string, number>();
    const { feature } = row.source;
    ofType.set(feature, Math.max(ofType.get(feature) ?? 0, ...row.windowDays));
    depths.set(row.dim, ofType);
  }
  return depths;
}

/** An event that is older than this changes no byte of the night of `date`, nor of a later one with the same windows. */
export function seenSince(depths: WindowDepths, calendar: Calendar, date: RunDate): SeenSince {
  const day = dayOfDate(date);
  return (type, feature) => {
    const depth = depths.get(type)?.get(feature);
    return depth === undefined ? Number.POSITIVE_INFINITY : calendar.midnight(day - depth);
  };
}

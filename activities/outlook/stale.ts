import type { StaleOutlook } from '../../domain/night-outlook.ts';
import { dateOfDay, type Day } from '../../domain/run-date.ts';
import { SALTS } from '../../domain/salt.ts';
import type { EventTable } from '../../stores/event-table.ts';

/** The entities with days that a night will fold. Their ids are held, a night's worth of them. */
export interface StaleEntities {
  readonly outlook: readonly StaleOutlook[];
  /** By type; a type without any is not there. */
  readonly ids: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Late are days before the run day only, and ids those that have any. @param types in the order of the outlook; a type without such days is left out */
export async function staleEntities(
  store: Pick<EventTable, 'staleDays'>,
  types: readonly string[],
  runDay: Day,
): Promise<StaleEntities> {
  const found = new Map(
    types.map((type) => [type, { ids: new Set<string>(), days: 0, lateDays: 0, laterDays: 0, oldest: runDay }]),
  );
  for await (const { type, id, days } of store.staleDays({ from: 0, to: SALTS })) {
    const of = found.get(type);
    const seen = days.filter((day) => day < runDay);
    const [oldest] = seen;
    if (of) of.laterDays += days.length - seen.length;
    if (!of || oldest === undefined) continue;
    of.ids.add(id);
    of.days += seen.length;
    of.lateDays += seen.filter((day) => day < runDay - 1).length;
    of.oldest = Math.min(of.oldest, oldest);
  }
  const stale = Array.from(found).filter(([, { ids, laterDays }]) => ids.size + laterDays > 0);
  return {
    outlook: stale.map(([type, { ids, days, lateDays, laterDays, oldest }]) => ({
      type,
      entities: ids.size,
      days,
      lateDays,
      oldest: dateOfDay(oldest),
      laterDays,
    })),
    ids: new Map(stale.map(([type, { ids }]) => [type, ids])),
  };
}

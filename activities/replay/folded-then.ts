import type { Calendar } from '../../domain/calendar.ts';
import type { Dictionary } from '../../domain/dictionary.ts';
import type { EventRow } from '../../domain/rows.ts';
import type { Day } from '../../domain/run-date.ts';
import { compileFolds, foldDay } from '../../engine/fold.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { baseRows } from '../fold-days.ts';

/** Packed cells of one entity by day; a day without a value is not there. */
export type FoldedDays = Map<Day, Uint8Array>;

/**
 * Folds the days of an entity here and now, from the events as they were at a revision and by the rows of a dictionary. What is kept of the days
 * is neither read nor written, so nights of other days do not notice.
 */
export function foldsThen(
  store: FeatureStore,
  { rows }: Dictionary,
  calendar: Calendar,
  asOf: (type: string) => number,
): (type: string, ids: readonly string[], fromDay: Day, toDay: Day) => Promise<FoldedDays[]> {
  return async (type, ids, fromDay, toDay) => {
    const plan = compileFolds(baseRows(rows, type));
    // A zone whose clocks go back over midnight has a day in two pieces: look a day further on both sides and let dayOf decide.
    const [from, to] = [calendar.midnight(fromDay - 1), calendar.midnight(toDay + 2)];
    const folded: FoldedDays[] = [];
    for (const id of ids) {
      const events = plan.rows.length === 0 ? [] : await store.eventsOf({ type, id }, from, to, asOf(type));
      const days: FoldedDays = new Map();
      for (const [day, ofDay] of byDay(events, calendar)) {
        if (day < fromDay || day > toDay) continue;
        const { cell } = foldDay(plan, ofDay);
        if (cell) days.set(day, cell);
      }
      folded.push(days);
    }
    return folded;
  };
}

function byDay(events: readonly EventRow[], { dayOf }: Calendar): Map<Day, EventRow[]> {
  const days = new Map<Day, EventRow[]>();
  for (const event of events) {
    const day = dayOf(event.time);
    const known = days.get(day);
    if (known) known.push(event);
    else days.set(day, [event]);
  }
  return days;
}

import { OPPORTUNITY, type BaseFeature } from '../../domain/dictionary.ts';
import type { Found } from '../../domain/dictionary-lookup.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { NightSnapshot } from '../../domain/night-snapshot.ts';
import { dateOfDay, dayOfDate, type Day, type RunDate } from '../../domain/run-date.ts';
import type { EventRow } from '../../domain/rows.ts';
import type { WhyDay, WhyEvent } from '../../domain/why.ts';
import { compileFolds, foldDay } from '../../engine/fold.ts';
import { valueAt } from '../../engine/packed-day.ts';
import type { Ports } from '../ports.ts';

/** What a run saw of one opportunity and all that is linked to it, in the store as it stood then. */
export interface RunView {
  /** The date from which windows of a type count: an earlier one where the night took the type over, undefined where it left it out. */
  dateOf(type: string): RunDate | undefined;
  /** Ids whose days a type's features are made from; the opportunity itself for its own type. */
  idsOf(type: string): Promise<readonly string[]>;
  /** Events of the ids of a type that the longest window holds, and those of the days before it that `earlier` days reach back to. */
  eventsOf(type: string): Promise<readonly EventRow[]>;
  attributes(): Promise<string | undefined>;
  readonly day: (event: EventRow) => Day;
}

/** @param earlier days before the longest windows that are read as well, to see what has left them */
export async function runView(
  ports: Ports,
  snapshot: NightSnapshot,
  opportunity: string,
  earlier: number,
): Promise<RunView> {
  const { dictionary, timeZone, request, replay, revision, decisions = [] } = snapshot;
  const store = await ports.openStore(dictionary.name, timeZone);
  const calendar = ports.calendar(timeZone);
  const dateOf = (type: string): RunDate | undefined => {
    const decision = decisions.find(({ dimension }) => dimension === type);
    return decision ? decision.from?.date : request.date;
  };
  const asOf = (type: string): number | undefined => replay?.typesAsOf?.[type] ?? replay?.asOf ?? revision;
  const midnightOf = (date: RunDate): number => calendar.midnight(dayOfDate(date));
  const idsOf = once(async (type: string): Promise<readonly string[]> => {
    const date = dateOf(type);
    if (type === OPPORTUNITY) return [opportunity];
    if (date === undefined) return [];
    const [links = []] = await store.linksAt([opportunity], midnightOf(date), asOf(type));
    return links.filter((link) => link.type === type).map(({ id }) => id);
  });
  const eventsOf = once(async (type: string): Promise<readonly EventRow[]> => {
    const date = dateOf(type);
    if (date === undefined) return [];
    const bases = dictionary.rows.filter((row): row is BaseFeature => row.dim === type && row.kind === 'base');
    const depth = Math.max(0, ...bases.flatMap(({ windowDays }) => windowDays)) + earlier;
    const from = calendar.midnight(dayOfDate(date) - depth);
    const events: EventRow[] = [];
    for (const id of await idsOf(type))
      for (const event of await store.eventsOf({ type, id }, from, midnightOf(date), asOf(type))) events.push(event);
    return events;
  });
  return {
    dateOf,
    idsOf,
    eventsOf,
    attributes: async () => {
      const date = dateOf(OPPORTUNITY) ?? request.date;
      return (await store.attributesAt(OPPORTUNITY, [opportunity], midnightOf(date), asOf(OPPORTUNITY)))[0];
    },
    day: ({ time }) => calendar.dayOf(time),
  };
}

/** Asks once a type. */
function once<T>(ask: (type: string) => Promise<T>): (type: string) => Promise<T> {
  const asked = new Map<string, Promise<T>>();
  return (type) => {
    const known = asked.get(type) ?? ask(type);
    asked.set(type, known);
    return known;
  };
}

type Derived = Extract<Found, { kind: 'derived' }>;

/** The events that a derived feature's value was made from in a run, oldest first within an id. */
export async function eventsBehind(view: RunView, { row, window }: Derived): Promise<EventRow[]> {
  const date = view.dateOf(row.dim);
  if (date === undefined) return [];
  const [runDay, plan] = [dayOfDate(date), compileFolds([row])];
  return (await view.eventsOf(row.dim)).filter((event) => {
    const back = runDay - view.day(event);
    return back >= window.from && back <= window.to && foldDay(plan, [event]).cell !== undefined;
  });
}

/** The days behind a derived feature's value, newest first, then by id. */
export async function daysBehind(view: RunView, found: Derived): Promise<WhyDay[]> {
  const plan = compileFolds([found.row]);
  const groups = groupBy(await eventsBehind(view, found), (event) => `${view.day(event)}\n${event.id}`);
  const days = [...groups.values()].map((events) => {
    const [first] = events;
    const { cell } = foldDay(plan, events);
    return {
      type: found.row.dim,
      id: first?.id ?? '',
      date: dateOfDay(first ? view.day(first) : 0),
      value: cell && valueAt(new DataView(cell.buffer, cell.byteOffset, cell.byteLength), 0),
      events: events.map(whyEvent),
    };
  });
  return days.sort((a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : a.id < b.id ? -1 : 1));
}

export const whyEvent = ({ eventId, feature, timeText, valueText, attrsText }: EventRow): WhyEvent => ({
  eventId,
  feature,
  time: timeText,
  value: valueText,
  attrs: attrsText,
});

import type { Found } from '../../domain/dictionary-lookup.ts';
import type { EventRow } from '../../domain/rows.ts';
import { dayOfDate } from '../../domain/run-date.ts';
import type { Cause, WhyMovedFeature } from '../../domain/why.ts';
import { sameContent } from '../../stores/event-history.ts';
import { eventsBehind, whyEvent, type RunView } from './view.ts';

type Moves = Pick<WhyMovedFeature, 'causes' | 'events' | 'linked' | 'unlinked'>;
type Change = WhyMovedFeature['events'][number];

const only = (cause: Cause): Moves => ({ causes: [cause], events: [], linked: [], unlinked: [] });

/** Why the value of a feature is another than in the night before. `found` is undefined for a name that either dictionary does not have. */
export async function whyFeatureMoved(found: Found | undefined, before: RunView, now: RunView): Promise<Moves> {
  if (!found) return only('dictionary');
  if (found.kind === 'row') {
    return only((await before.attributes()) === (await now.attributes()) ? 'unknown' : 'attributes');
  }
  const type = found.row.dim;
  const [dateBefore, dateNow] = [before.dateOf(type), now.dateOf(type)];
  if (dateBefore === undefined || dateNow === undefined) return only('decision');
  const [idsBefore, idsNow] = [await before.idsOf(type), await now.idsOf(type)];
  const linked = idsNow.filter((id) => !idsBefore.includes(id));
  const unlinked = idsBefore.filter((id) => !idsNow.includes(id));
  const [seenBefore, seenNow] = [byId(await eventsBehind(before, found)), byId(await eventsBehind(now, found))];
  const [allBefore, allNow] = [byId(await before.eventsOf(type)), byId(await now.eventsOf(type))];
  // For these two a day with other numbers is the same day.
  const daysOnly = found.fn === 'COUNT' || found.fn === 'RECENCY';
  const changes: Change[] = [];
  const add = (event: EventRow, cause: Cause): void => {
    changes.push({ ...whyEvent(event), type: event.type, id: event.id, cause });
  };
  for (const [eventId, event] of seenNow) {
    const old = seenBefore.get(eventId);
    if (old && (sameContent(old, event) || (daysOnly && before.day(old) === now.day(event)))) continue;
    const known = allBefore.get(eventId);
    if (linked.includes(event.id)) add(event, 'links');
    else if (known) add(event, sameContent(known, event) ? 'agedIn' : 'corrected');
    else add(event, before.day(event) >= dayOfDate(dateBefore) ? 'came' : 'late');
  }
  for (const [eventId, event] of seenBefore) {
    if (seenNow.has(eventId)) continue;
    const known = allNow.get(eventId);
    if (unlinked.includes(event.id)) add(event, 'links');
    else if (known) add(event, sameContent(known, event) ? 'agedOut' : 'corrected');
    else add(event, 'removed');
  }
  changes.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  const causes = new Set(changes.map(({ cause }) => cause));
  if (causes.size === 0) causes.add(dateBefore === dateNow ? 'unknown' : 'days');
  return { causes: [...causes].sort(), events: changes, linked, unlinked };
}

const byId = (events: readonly EventRow[]): ReadonlyMap<string, EventRow> =>
  new Map(events.map((event) => [event.eventId, event]));

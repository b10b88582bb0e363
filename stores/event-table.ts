import type { Instant } from '../domain/instant.ts';
import type { Day } from '../domain/run-date.ts';
import type { Entity, EventRow } from '../domain/rows.ts';
import type { SaltRange } from '../domain/salt.ts';
import type { PutCounts } from './put-counts.ts';

/** DWD 明细层: every event by id and by entity. */
export interface EventTable {
  /**
   * Brings versions of events in. The current version of an event is the greatest by event-version.ts, whatever the order of arrival.
   * The local days that the change of the current version touches (old place and new) become stale, and no others.
   */
  putEvents(rows: readonly EventRow[]): Promise<PutCounts>;

  /** Every version of an event that was ever delivered, oldest first by compareVersions; the last is current. Empty for an unknown id. */
  eventVersions(eventId: string): Promise<EventRow[]>;

  /** The current, not deleted events of an entity with from <= time < to, ordered by time, then event id by code point. */
  eventsOf(entity: Entity, from: Instant, to: Instant): Promise<EventRow[]>;

  /** Entities with stale days in a salt range, in key order; days ascend. */
  staleDays(range: SaltRange): AsyncIterable<StaleEntity>;

  /** Marks every day of every entity of a type stale, for a dictionary whose folds changed. Days that MID has but DWD has no more are marked too. */
  markAllStale(type: string): Promise<void>;
}

export interface StaleEntity extends Entity {
  readonly days: readonly Day[];
}

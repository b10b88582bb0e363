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

  /**
   * The current, not deleted events of an entity with from <= time < to, ordered by time, then event id by code point. With `asOf` those
   * that were current at that revision (feature-store.ts); one that was delivered again unchanged has its later arrival.
   */
  eventsOf(entity: Entity, from: Instant, to: Instant, asOf?: number): Promise<EventRow[]>;

  /**
   * For each id, in their order, the days with fromDay <= day <= toDay whose current events are not those of a revision, ascending. A day
   * whose events became again what they were may be among them; the cells of all others are what they were. Reads every event of the span.
   */
  changedDaysSince(
    type: string,
    ids: readonly string[],
    revision: number,
    fromDay: Day,
    toDay: Day,
  ): Promise<(readonly Day[])[]>;

  /** Entities with stale days in a salt range, in key order; days ascend. */
  staleDays(range: SaltRange): AsyncIterable<StaleEntity>;

  /** Marks every day of every entity of a type stale, for a dictionary whose folds changed. Days that MID has but DWD has no more are marked too. */
  markAllStale(type: string): Promise<void>;

  /**
   * The current, not deleted events of a salt range, entity by entity, newest first within one: by time, then event id, both descending.
   * Events may be dropped while they are read.
   */
  eventsBackwards(range: SaltRange): AsyncIterable<StoredEvent>;

  /**
   * Forgets events with their history; gives how many. One whose current version is no longer in that place, or of another feature, is left
   * alone. An event that had said something else before leaves its versions behind as a tombstone: `eventVersions` alone finds it, and an
   * older version that is delivered again does not become current. What it had said in its place is gone as of every revision. The last
   * event of a day takes MID's cell of the day along; no other cell changes and no day becomes stale, so only events that no window reads
   * any more may be dropped.
   */
  dropEvents(events: readonly StoredEvent[]): Promise<number>;
}

/** Where a current event is kept. */
export interface StoredEvent extends Entity {
  readonly eventId: string;
  readonly feature: string;
  readonly time: Instant;
  /** About, without the store's own overhead. */
  readonly bytes: number;
}

export interface StaleEntity extends Entity {
  readonly days: readonly Day[];
}

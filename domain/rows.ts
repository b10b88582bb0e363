import type { Instant } from './instant.ts';

/** What a drop holds, row by row, after parsing. Texts are kept as delivered: they decide between versions that arrived together. */

export interface Entity {
  readonly type: string;
  readonly id: string;
}

/** A version of an event (行为明细). Which one counts is decided by event-version.ts. */
export interface EventRow {
  readonly eventId: string;
  readonly type: string;
  readonly id: string;
  readonly line: string;
  readonly feature: string;
  readonly timeText: string;
  /** As delivered; blank is no value. */
  readonly valueText: string;
  /** A JSON object as delivered, or blank. */
  readonly attrsText: string;
  readonly op: 'upsert' | 'delete';
  readonly time: Instant;
  readonly arrived: Instant;
}

/** A version of an entity's attributes (拉链表); in force at midnight m when validFrom < m and (validTo is undefined or validTo >= m). */
export interface VersionRow extends Entity {
  readonly validFrom: Instant;
  readonly validTo: Instant | undefined;
  /** A JSON object as delivered, or blank: the whole version. */
  readonly attrsText: string;
  readonly arrived: Instant;
}

/** An opportunity's link to an id of another type, in force by the same rule as a version. */
export interface LinkRow {
  readonly opportunityId: string;
  readonly type: string;
  readonly id: string;
  readonly validFrom: Instant;
  readonly validTo: Instant | undefined;
  readonly arrived: Instant;
}

export interface LabelRow extends Entity {
  /** Run date whose night would have predicted it. */
  readonly asOf: string;
  readonly name: string;
  readonly label: string;
  readonly labelTime: Instant | undefined;
}

/**
 * Whether a version or link holds at a midnight: it began before it and does not end before it. What begins at that very midnight does not hold
 * yet, what ends at it still does, and without an end it holds for good.
 */
export const inForce = (
  row: { readonly validFrom: Instant; readonly validTo: Instant | undefined },
  midnight: Instant,
): boolean => row.validFrom < midnight && (row.validTo === undefined || row.validTo >= midnight);

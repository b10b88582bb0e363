import type { Instant } from '../domain/instant.ts';
import type { EventRow } from '../domain/rows.ts';

/** The lines of accepted rows: a JSON array and a newline each. Every store gives these bytes, so that a night has one hash everywhere. */

type AcceptedEvent = Omit<EventRow, 'op' | 'time' | 'arrived'>;

/** An event that counts, with its texts as delivered: when it came is not in it, so an event that comes again unchanged has the same line. */
export const eventLine = ({
  type,
  id,
  eventId,
  line,
  feature,
  timeText,
  valueText,
  attrsText,
}: AcceptedEvent): string => jsonLine(['event', type, id, eventId, line, feature, timeText, valueText, attrsText]);

/** An opportunity that has an event before midnight, where the events themselves may be left out. */
export const knownLine = (opportunityId: string): string => jsonLine(['known', opportunityId]);

/** A version of an entity's attributes. @param validTo null for one that has no end @param attrsText as delivered */
export const versionLine = (
  type: string,
  id: string,
  validFrom: Instant,
  validTo: Instant | null,
  attrsText: string,
): string => jsonLine(['version', type, id, validFrom, validTo, attrsText]);

/** A link of an opportunity to an id of another type. @param validTo null for one that has no end */
export const linkLine = (
  opportunityId: string,
  type: string,
  id: string,
  validFrom: Instant,
  validTo: Instant | null,
): string => jsonLine(['link', opportunityId, type, id, validFrom, validTo]);

const jsonLine = (parts: readonly unknown[]): string => `${JSON.stringify(parts)}\n`;

import type { Instant } from '../domain/instant.ts';
import type { EventRow } from '../domain/rows.ts';

/** The lines of accepted rows: a JSON array and a newline each. Every store gives these bytes, so that a night has one hash everywhere. */

type AcceptedEvent = Omit<EventRow, 'op' | 'time' | 'arrived'>;

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

export const versionLine = (
  type: string,
  id: string,
  validFrom: Instant,
  validTo: Instant | null,
  attrsText: string,
): string => jsonLine(['version', type, id, validFrom, validTo, attrsText]);

export const linkLine = (
  opportunityId: string,
  type: string,
  id: string,
  validFrom: Instant,
  validTo: Instant | null,
): string => jsonLine(['link', opportunityId, type, id, validFrom, validTo]);

const jsonLine = (parts: readonly unknown[]): string => `${JSON.stringify(parts)}\n`;

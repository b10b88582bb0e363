import type { Instant } from '../../domain/instant.ts';
import type { EventRow } from '../../domain/rows.ts';
import type { CellBatch } from './client/cell-batch.ts';
import type { PutCell } from './client/mutation.ts';
import { isLive, json, qualifierOf, toJson } from './cell-views.ts';
import { GONE } from './put.ts';

/**
 * DWD's cells: one a current event, in the row of its entity.
 *   e:<feature>_<line>_<UTC time to the second>_<event id>   for example call_01_20210508101358_E-17
 *   timestamp = that second in ms, 0 before 1970             value = JSON [time, time, value and attrs as delivered, arrived, since]
 * A qualifier has one timestamp only, so a correction overwrites, and an event that moves within its second does as well. In feature and
 * line `%` and `_` are written as %25 and %5F; the event id stands at the end as it is.
 */
export const EVENTS = 'e';

/** The last is the revision at which the event came to say so, 0 where there is none. */
type EventValue = readonly [Instant, string, string, string, Instant, since?: number];

type EventPlace = Pick<EventRow, 'feature' | 'line' | 'time' | 'eventId'>;

/** @param since the revision at which the event came to say so */
export const eventCell = (row: EventRow, since: number): PutCell => ({
  ...placeOf(row),
  value: eventValue(row, since),
});

/** The same of an event that is current no longer, for the table of what was; timestamp = the revision that ended it. */
export const pastEventCell = (row: EventRow, since: number, until: number): PutCell => ({
  ...placeOf(row),
  timestamp: until,
  value: eventValue(row, since),
});

const eventValue = (row: EventRow, since: number): Buffer =>
  toJson([row.time, row.timeText, row.valueText, row.attrsText, row.arrived, since] satisfies EventValue);

/** What is put over the cell of an event that went. */
export const goneEventCell = (row: EventPlace): PutCell => ({ ...placeOf(row), value: GONE });

export const eventQualifier = ({ feature, line, time, eventId }: EventPlace): Buffer =>
  Buffer.from(`${escaped(feature)}_${escaped(line)}_${secondText(time)}_${eventId}`);

/** A range of timestamps, ms, that has all events with from <= time < to, and few others. */
export const eventTimes = (from: Instant, to: Instant): { from: number; to: number } => ({
  from: eventTimestamp(from),
  to: to === Number.POSITIVE_INFINITY ? Number.MAX_SAFE_INTEGER : eventTimestamp(to) + 1,
});

/** The current event in a cell; undefined where it went. */
export function eventIn(batch: CellBatch, cell: number, type: string, id: string): EventRow | undefined {
  if (!isLive(batch, cell)) return undefined;
  const [time, timeText, valueText, attrsText, arrived] = json(batch, cell) as EventValue;
  const { feature, line, eventId } = parseQualifier(qualifierOf(batch, cell).toString());
  return { eventId, type, id, line, feature, timeText, valueText, attrsText, op: 'upsert', time, arrived };
}

/** To the microsecond; only of a live cell. */
export const eventTime = (batch: CellBatch, cell: number): Instant => (json(batch, cell) as EventValue)[0];

/** The revision at which a live cell came to say what it says. */
export const eventSince = (batch: CellBatch, cell: number): number => (json(batch, cell) as EventValue)[5] ?? 0;

/** The time is left out: a qualifier has it to the second only. */
export function parseQualifier(qualifier: string): { feature: string; line: string; eventId: string } {
  const first = qualifier.indexOf('_');
  const second = qualifier.indexOf('_', first + 1);
  const third = qualifier.indexOf('_', second + 1);
  return {
    feature: unescaped(qualifier.slice(0, first)),
    line: unescaped(qualifier.slice(first + 1, second)),
    eventId: qualifier.slice(third + 1),
  };
}

const placeOf = (row: EventPlace): { family: string; qualifier: Buffer; timestamp: number } => ({
  family: EVENTS,
  qualifier: eventQualifier(row),
  timestamp: eventTimestamp(row.time),
});

const US_A_SECOND = 1_000_000;

const eventTimestamp = (at: Instant): number =>
  at === Number.POSITIVE_INFINITY ? Number.MAX_SAFE_INTEGER : Math.max(0, Math.floor(at / US_A_SECOND) * 1000);

/** `20210508101358`; years beyond four digits keep their sign. */
const secondText = (at: Instant): string =>
  new Date(Math.floor(at / US_A_SECOND) * 1000)
    .toISOString()
    .slice(0, -5)
    .replaceAll(/(?!^)-|[T:]/g, '');

const escaped = (text: string): string => text.replaceAll(/[%_]/g, (letter) => (letter === '_' ? '%5F' : '%25'));
const unescaped = (text: string): string => text.replaceAll('%5F', '_').replaceAll('%25', '%');

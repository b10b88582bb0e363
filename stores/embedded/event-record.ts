import type { Instant } from '../../domain/instant.ts';
import type { EventRow } from '../../domain/rows.ts';
import { sameContent } from '../event-history.ts';

/**
 * How an event's versions lie in the store. The current one, unless it is a delete or was dropped, is a cell of its entity; the event's record says where
 * the cell is and keeps the superseded versions, a delete that is current among them.
 */

/** Current version: [line, feature, time, value and attrs as delivered, arrived, the revision at which it came to say so: 0 where there is none]. */
export type EventCell = readonly [string, string, string, string, string, Instant, since?: number];

/** [type, id, time, line, feature, time, value and attrs as delivered, arrived, deleted] */
type FullVersion = readonly [string, string, Instant, string, string, string, string, string, Instant, boolean];

/** Oldest first. A number is the arrival of a version that says the same as the one before it: redelivery costs nine bytes. */
type Superseded = readonly (FullVersion | Instant)[];

/** [type, id, time] of the current cell and, where there are any, the superseded versions; these alone when the event is deleted or dropped. */
export type EventRecord =
  readonly [string, string, Instant] | readonly [string, string, Instant, Superseded] | readonly [Superseded];

/** The versions of a record, oldest first; `currentCell` gives the cell at the record's place. */
export function unpackEvent(
  eventId: string,
  record: EventRecord,
  currentCell: (type: string, id: string, time: Instant) => EventCell,
): EventRow[] {
  const versions: EventRow[] = [];
  for (const version of supersededOf(record)) {
    const before = versions.at(-1);
    if (typeof version !== 'number') versions.push(fullRow(eventId, version));
    else if (before) versions.push({ ...before, arrived: version });
  }
  if (record.length !== 1) {
    const [type, id, time] = record;
    versions.push(cellRow(eventId, type, id, time, currentCell(type, id, time)));
  }
  return versions;
}

/** The record of an event with these versions, oldest first, at least one. `current` is the last of them, or undefined where none has a cell. */
export function packEvent(versions: readonly EventRow[], current: EventRow | undefined): EventRecord {
  const superseded = current ? versions.slice(0, -1) : versions;
  const packed = superseded.map((version, i) => {
    const before = superseded[i - 1];
    return before && sameContent(before, version) ? version.arrived : fullVersion(version);
  });
  if (!current) return [packed];
  const { type, id, time } = current;
  return packed.length === 0 ? [type, id, time] : [type, id, time, packed];
}

/** @param since the revision at which the event came to say so */
export const cellOf = (row: EventRow, since: number): EventCell => [
  ...([row.line, row.feature, row.timeText, row.valueText, row.attrsText, row.arrived] as const),
  since,
];

/** The current event of a cell, whose key has the rest of it. */
export function cellRow(eventId: string, type: string, id: string, time: Instant, cell: EventCell): EventRow {
  const [line, feature, timeText, valueText, attrsText, arrived] = cell;
  return { eventId, type, id, line, feature, timeText, valueText, attrsText, op: 'upsert', time, arrived };
}

function supersededOf(record: EventRecord): Superseded {
  if (record.length === 1) return record[0];
  return record.length === 4 ? record[3] : [];
}

const fullVersion = ({ type, id, time, ...row }: EventRow): FullVersion => [
  ...([type, id, time] as const),
  ...([row.line, row.feature, row.timeText, row.valueText, row.attrsText, row.arrived] as const),
  row.op === 'delete',
];

function fullRow(eventId: string, version: FullVersion): EventRow {
  const [type, id, time, line, feature, timeText, valueText, attrsText, arrived, deleted] = version;
  return {
    eventId,
    type,
    id,
    line,
    feature,
    timeText,
    valueText,
    attrsText,
    op: deleted ? 'delete' : 'upsert',
    time,
    arrived,
  };
}

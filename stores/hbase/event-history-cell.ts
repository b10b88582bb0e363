import type { Instant } from '../../domain/instant.ts';
import type { EventRow } from '../../domain/rows.ts';
import { currentOf, sameContent } from '../event-history.ts';
import { eventIdKey } from '../row-key.ts';
import type { CellBatch } from './client/cell-batch.ts';
import type { Mutation } from './client/mutation.ts';
import { isLive, json, toJson } from './cell-views.ts';
import { putOf, removalOf } from './put.ts';
import type { Tables } from './tables.ts';

/**
 * The history of an event, in a row of its event id: all its versions, oldest first, and whether the last one was dropped by retention.
 *   i:h  timestamp = the revision of the write, so that a writer that was overtaken changes nothing any more
 *        value = JSON [dropped, versions, since]; a version that says the same as the one before it is its arrival alone
 * The current version stands here and in DWD: finding what a batch replaces costs one read an event instead of two.
 */
const HISTORY = 'i';
const QUALIFIER = Buffer.from('h');

export interface EventHistory {
  readonly versions: readonly EventRow[];
  /** The version that a dropped event left behind, the last of them; it is not current. */
  readonly buried: EventRow | undefined;
  /** The revision at which the current version came to say what it says; 0 where none is current, or it is not known. */
  readonly since: number;
}

const NONE: EventHistory = { versions: [], buried: undefined, since: 0 };

/** The version that stands in DWD. */
export const currentIn = ({ versions, buried }: Omit<EventHistory, 'since'>): EventRow | undefined =>
  currentOf(versions, buried);

/** A history an event id, in their order; an empty one for an id that is unknown. */
export async function readHistories(tables: Tables, eventIds: readonly string[]): Promise<EventHistory[]> {
  const batch = await tables.events.getMany(eventIds.map(eventIdKey), { families: [HISTORY] });
  return eventIds.map((eventId, row) => {
    const cell = batch.rowFirstCell[row]!;
    if (cell === batch.rowFirstCell[row + 1]! || !isLive(batch, cell)) return NONE;
    return unpackHistory(eventId, batch, cell);
  });
}

/** @param revision that of the write; whoever writes with a smaller one changes nothing */
export const putHistory = (eventId: string, history: EventHistory, revision: number): Mutation =>
  putOf(eventIdKey(eventId), {
    family: HISTORY,
    qualifier: QUALIFIER,
    timestamp: revision,
    value: toJson(packHistory(history)),
  });

/** What is put later has a greater revision, so this may be a removal. */
export const removeHistory = (eventId: string, revision: number): Mutation =>
  removalOf(eventIdKey(eventId), HISTORY, [QUALIFIER], revision);

type PackedVersion = readonly [
  ...[type: string, id: string, line: string, feature: string],
  ...[time: Instant, timeText: string, valueText: string, attrsText: string, arrived: Instant, deleted: 0 | 1],
];
export type PackedHistory = readonly [dropped: 0 | 1, versions: readonly (PackedVersion | Instant)[], since?: number];

export const packHistory = ({ versions, buried, since }: EventHistory): PackedHistory => [
  buried ? 1 : 0,
  versions.map((version, i) => {
    const before = versions[i - 1];
    if (before && sameContent(before, version)) return version.arrived;
    const { type, id, line, feature, time, timeText, valueText, attrsText, arrived, op } = version;
    return [type, id, line, feature, time, timeText, valueText, attrsText, arrived, op === 'delete' ? 1 : 0];
  }),
  since,
];

export function historyOf(eventId: string, [dropped, packed, since = 0]: PackedHistory): EventHistory {
  const versions: EventRow[] = [];
  for (const version of packed) {
    const before = versions.at(-1);
    if (typeof version !== 'number') versions.push(fullVersion(eventId, version));
    else if (before) versions.push({ ...before, arrived: version });
  }
  return { versions, buried: dropped === 1 ? versions.at(-1) : undefined, since };
}

const unpackHistory = (eventId: string, batch: CellBatch, cell: number): EventHistory =>
  historyOf(eventId, json(batch, cell) as PackedHistory);

function fullVersion(eventId: string, version: PackedVersion): EventRow {
  const [type, id, line, feature, time, timeText, valueText, attrsText, arrived, deleted] = version;
  const op = deleted === 1 ? 'delete' : 'upsert';
  return { eventId, type, id, line, feature, timeText, valueText, attrsText, op, time, arrived };
}

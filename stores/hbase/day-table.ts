import { randomUUID } from 'node:crypto';
import type { Entity } from '../../domain/rows.ts';
import type { Day } from '../../domain/run-date.ts';
import { NO_DAY, type DayCell, type DayTable } from '../day-table.ts';
import { entityKey } from '../row-key.ts';
import { isLive, qualifierOf, valueOf } from './cell-views.ts';
import { CHANGES, changeColumns, closeMarks, openMark } from './change-mark.ts';
import type { CellBatch } from './client/cell-batch.ts';
import { columnPrefix } from './client/filter.ts';
import type { PutCell } from './client/mutation.ts';
import { dayCell, dayIn, dayQualifier, DAYS, dayTimes, PACKED_AT } from './day-cell.ts';
import { dayCellsIn, firstDaysIn } from './day-reader.ts';
import { counted } from './head.ts';
import { putOf, removalOf } from './put.ts';
import { markedDay, markTime, STALE } from './stale-mark.ts';
import type { Tables } from './tables.ts';
import type { Write } from './write-log.ts';

/** MID in HBase. Folding needs no lease: shards write side by side, and what one of them was killed in is folded again. */
export const dayTable = (tables: Tables): DayTable => ({
  putDays: (days, seenRevision, which) => putDays(tables, days, seenRevision, which),
  readDays: async (type, ids, fromDay, toDay) => {
    if (fromDay > toDay) return dayCellsIn(undefined, ids.length, fromDay, toDay);
    const options = { families: [DAYS], timeRange: dayTimes(fromDay, toDay) };
    return dayCellsIn(await tables.mid.getMany(rowsOf(type, ids), options), ids.length, fromDay, toDay);
  },
  firstDays: async (type, ids, fromDay) => {
    const options = { families: [DAYS], timeRange: dayTimes(fromDay, NO_DAY) };
    return firstDaysIn(await tables.mid.getMany(rowsOf(type, ids), options), ids.length, fromDay);
  },
});

const rowsOf = (type: string, ids: readonly string[]): Buffer[] => ids.map((id) => entityKey(type, id));

interface EntityDays extends Entity {
  readonly key: Buffer;
  /** The last cell given of each day. */
  readonly cells: ReadonlyMap<Day, Uint8Array | undefined>;
}

/**
 * First the cells that differ from what is stored, each row with an open mark of its change; then the numbers of the changes; then the stale
 * marks go. Killed in between, the stale marks bring the days back, and an open mark is closed by the fold that finds it. Which days are marked is
 * read just before: a fold that slept for minutes leaves alone what was made meanwhile, one that sleeps in the very moment after does not.
 */
async function putDays(
  tables: Tables,
  days: readonly DayCell[],
  seenRevision: number,
  which: 'all' | 'marked' = 'all',
): Promise<void> {
  const given = byEntity(days);
  const entities = which === 'all' ? given : await stillMarked(tables, given);
  if (entities.length === 0) return;
  const round = await counted(tables, 'marks');
  const writes = await changedRows(tables, entities);
  await tables.mid.mutateAll(writes.map(({ mutation }) => mutation));
  await closeMarks(tables, writes);
  const seen = markTime(seenRevision, round);
  await tables.mid.mutateAll(
    entities.map(({ key, cells }) => removalOf(key, STALE, Array.from(cells.keys(), dayQualifier), seen)),
  );
}

function byEntity(days: readonly DayCell[]): EntityDays[] {
  const entities = new Map<string, Entity & { key: Buffer; cells: Map<Day, Uint8Array | undefined> }>();
  for (const { type, id, day, cell } of days) {
    const name = `${type}\0${id}`;
    const entity = entities.get(name) ?? { type, id, key: entityKey(type, id), cells: new Map() };
    entities.set(name, entity);
    entity.cells.set(day, cell);
  }
  return [...entities.values()];
}

/** The days that are marked, of the entities that have any. */
async function stillMarked(tables: Tables, entities: readonly EntityDays[]): Promise<EntityDays[]> {
  const keys = entities.map(({ key }) => key);
  const batch = await tables.mid.getMany(keys, { families: [STALE] });
  return entities.flatMap((entity, row) => {
    const marked = new Set<Day>();
    for (let cell = batch.rowFirstCell[row]!; cell < batch.rowFirstCell[row + 1]!; cell++)
      marked.add(markedDay(batch, cell));
    const cells = new Map([...entity.cells].filter(([day]) => marked.has(day)));
    return cells.size > 0 ? [{ ...entity, cells }] : [];
  });
}

async function changedRows(tables: Tables, entities: readonly EntityDays[]): Promise<Write[]> {
  const keys = entities.map(({ key }) => key);
  const [first, last] = outermost(entities);
  const [stored, open] = await Promise.all([
    tables.mid.getMany(keys, { families: [DAYS], timeRange: dayTimes(first, last) }),
    tables.mid.getMany(keys, { families: [CHANGES], filter: columnPrefix(changeColumns('days').open) }),
  ]);
  const token = randomUUID();
  return entities.flatMap(({ key, cells }, row) => {
    const before = storedDays(stored, row);
    const changed: PutCell[] = [];
    for (const [day, cell] of cells) if (!sameBytes(before.get(day), cell)) changed.push(dayCell(day, cell));
    const leftOpen = openIn(open, row);
    if (changed.length === 0 && leftOpen.length === 0) return [];
    return [{ table: 'mid' as const, mutation: putOf(key, ...changed, openMark('days', token), ...leftOpen) }];
  });
}

function outermost(entities: readonly EntityDays[]): [Day, Day] {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { cells } of entities) {
    for (const day of cells.keys()) [first, last] = [Math.min(first, day), Math.max(last, day)];
  }
  return [first, last];
}

function storedDays(batch: CellBatch, row: number): Map<Day, Buffer> {
  const days = new Map<Day, Buffer>();
  for (let cell = batch.rowFirstCell[row]!; cell < batch.rowFirstCell[row + 1]!; cell++) {
    if (isLive(batch, cell)) days.set(dayIn(qualifierOf(batch, cell)), valueOf(batch, cell).subarray(PACKED_AT));
  }
  return days;
}

/** The open marks of folds that were killed. */
function openIn(batch: CellBatch, row: number): PutCell[] {
  const marks: PutCell[] = [];
  for (let cell = batch.rowFirstCell[row]!; cell < batch.rowFirstCell[row + 1]!; cell++) {
    const token = qualifierOf(batch, cell).subarray(changeColumns('days').open.length);
    marks.push(openMark('days', token.toString()));
  }
  return marks;
}

const sameBytes = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0;

import type { Calendar } from '../../domain/calendar.ts';
import type { Day } from '../../domain/run-date.ts';
import { SALTS, type SaltRange } from '../../domain/salt.ts';
import type { StaleEntity } from '../event-table.ts';
import { afterEntity, dayKey, instantAt, lastDay, textsAt } from '../row-key.ts';
import { scanSalts, scanType } from './scan.ts';
import { revisionOf, type Tables } from './tables.ts';
import { transact } from './transact.ts';

/** Entities with stale days in a salt range, in key order, with their days ascending. */
export function* staleDays(tables: Tables, range: SaltRange): Generator<StaleEntity> {
  let prefix: Buffer | undefined;
  let entity: { type: string; id: string; days: Day[] } | undefined;
  for (const { key } of scanSalts(tables.stale, range)) {
    if (!entity || !prefix?.equals(key.subarray(0, -4))) {
      if (entity) yield entity;
      const [type, id] = textsAt(key, 2, 2);
      entity = { type, id, days: [] };
      prefix = key.subarray(0, -4);
    }
    entity.days.push(lastDay(key));
  }
  if (entity) yield entity;
}

const MARKS_A_TRANSACTION = 10_000;

/** Marks the days of all events of a type, and all days that MID has of it, in transactions of bounded size; marking twice is marking once. */
export function markAllStale(tables: Tables, calendar: Calendar, type: string): void {
  const marks = new Map<string, Buffer>();
  for (const key of knownDays(tables, calendar, type)) {
    marks.set(key.toString('latin1'), key);
    if (marks.size >= MARKS_A_TRANSACTION) writeMarks(tables, marks);
  }
  writeMarks(tables, marks);
}

function* knownDays(tables: Tables, calendar: Calendar, type: string): Generator<Buffer> {
  const everywhere = { from: 0, to: SALTS };
  let last: Buffer | undefined;
  for (const { key } of scanType(tables.cells, type, everywhere)) {
    const at = afterEntity(key);
    const mark = dayKey(type, textsAt(key, 2, 2)[1], calendar.dayOf(instantAt(key, at)));
    if (!last?.equals(mark)) yield mark;
    last = mark;
  }
  for (const { key } of scanType(tables.days, type, everywhere)) yield key;
}

function writeMarks(tables: Tables, marks: Map<string, Buffer>): void {
  transact(tables.root, () => {
    const revision = revisionOf(tables);
    for (const key of marks.values()) tables.stale.putSync(key, revision);
  });
  marks.clear();
}

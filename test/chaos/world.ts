import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dateOfDay, dayOfDate, type RunDate } from '../../domain/run-date.ts';
import { writeDrop, type DropRow, type DropRows } from '../end-to-end/drop.ts';
import { seededRandom } from '../end-to-end/random.ts';
import { TINY_ROWS } from '../end-to-end/tiny.ts';

/** A small warehouse that delivers a partition a day: new events, corrections of old ones, deletions, new entities and links. Nights wait only for run dates that are not past. */

const FIRST_DAY = dayOfDate('2099-03-01');
const DAYS_BEFORE = 40;
const EVENTS_A_DAY = 400;
const OPPORTUNITIES = 240;
const USERS = 200;
const PHONES = 160;

/** The run date of the n-th night, from 0. */
export const dateOfNight = (n: number): RunDate => dateOfDay(FIRST_DAY + n + 1);

/** Beside the tiny dictionary's own rows, so that there are three dimensions. */
export const WORLD_ROWS = [
  ...TINY_ROWS,
  'phone,5,ring,seconds it rang,,SUM|MEDIAN|STD|ARGMAX|RECENCY,7|30,trailing,ring:sum,',
] as const;

export const worldSettings = (warehouse: string): string => `time_zone: Asia/Shanghai
sources: [{ name: warehouse, drop: ${JSON.stringify(warehouse)} }]
scenes:
  claim: { population: all, models: [interest] }
  match: { population: [attrs.stage=quoted], models: [interest] }
`;

const instant = (day: number, minute: number): string =>
  new Date(day * 86_400_000 + minute * 60_000).toISOString().replace('.000', '');
const STAGES = ['new', 'quoted', 'won', 'lost'];
const KINDS = [
  { entity_type: 'opportunity', prefix: 'O', count: OPPORTUNITIES, feature: 'call', business_line: '01' },
  { entity_type: 'user', prefix: 'U', count: USERS, feature: 'login', business_line: '' },
  { entity_type: 'phone', prefix: 'P', count: PHONES, feature: 'ring', business_line: '' },
] as const;

/** The i-th event of a day as it was first delivered. */
function eventOf(day: number, i: number): DropRow {
  const random = seededRandom(day * 10_007 + i);
  const { entity_type, prefix, count, feature, business_line } = KINDS[i % KINDS.length]!;
  return {
    ...{ event_id: `${day}-${i}`, entity_type, entity_id: `${prefix}-${Math.floor(random() * count)}`, feature },
    ...{ business_line, event_time: instant(day, Math.floor(random() * 1440)), value: Math.floor(random() * 900) / 10 },
  };
}

const eventsOf = (day: number): DropRow[] => Array.from({ length: EVENTS_A_DAY }, (_, i) => eventOf(day, i));

/** Of the days before: another value, another entity and day, or nothing any more. */
function correctionsOf(day: number): DropRow[] {
  const random = seededRandom(day);
  return Array.from({ length: 40 }, (_, i) => {
    const old = eventOf(day - 1 - Math.floor(random() * 20), Math.floor(random() * EVENTS_A_DAY));
    if (i % 4 === 0) return { ...old, op: 'delete' };
    if (i % 4 === 1)
      return { ...old, entity_id: `${String(old['entity_id']).slice(0, 2)}1`, event_time: instant(day - 2, i) };
    return { ...old, value: i };
  });
}

const opportunity = (i: number, day: number): DropRow => ({
  ...{ entity_type: 'opportunity', entity_id: `O-${i}`, valid_from: instant(day, 1) },
  attrs: JSON.stringify({ stage: STAGES[i % STAGES.length] }),
});

const linksOf = (i: number, day: number): DropRow[] =>
  [0, 1].flatMap((n) => [
    link(i, 'user', `U-${(i * 7 + n * 3) % USERS}`, day),
    link(i, 'phone', `P-${(i * 5 + n) % PHONES}`, day),
  ]);
const link = (i: number, linked_type: string, linked_id: string, day: number): DropRow => ({
  ...{ opportunity_id: `O-${i}`, linked_type, linked_id, valid_from: instant(day, 2) },
});

/** Everything before the first partition. It says when it arrived, so that two loads of it are the same rows; any partition came later. */
export function baseRows(): DropRows {
  const from = FIRST_DAY - DAYS_BEFORE;
  const ids = Array.from({ length: OPPORTUNITIES }, (_, i) => i);
  const days = Array.from({ length: DAYS_BEFORE }, (_, i) => from + i);
  return {
    events: days.flatMap(eventsOf).map((row) => ({ ...row, arrived_at: instant(FIRST_DAY - 2, 0) })),
    entities: ids.map((i) => opportunity(i, from)),
    links: ids.flatMap((i) => linksOf(i, from)),
  };
}

/** What the warehouse delivers for the n-th night. */
function partitionRows(n: number): DropRows {
  const day = FIRST_DAY + n;
  const born = [OPPORTUNITIES + 2 * n, OPPORTUNITIES + 2 * n + 1];
  return {
    events: [...eventsOf(day), ...correctionsOf(day)],
    entities: born.map((i) => opportunity(i, day)),
    links: born.flatMap((i) => linksOf(i, day)),
  };
}

/** Delivers the partition of the n-th night, but for its `_SUCCESS`, which the function that is given back writes. */
export async function deliver(warehouse: string, n: number): Promise<() => Promise<void>> {
  const partition = join(warehouse, `dt=${dateOfDay(FIRST_DAY + n)}`);
  await writeDrop(partition, partitionRows(n));
  return () => writeFile(join(partition, '_SUCCESS'), '');
}

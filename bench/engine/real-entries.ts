import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { z } from 'zod';
import { calendarOf } from '../../domain/calendar.ts';
import { parseInstant } from '../../domain/instant.ts';
import { dayOfDate } from '../../domain/run-date.ts';
import { DAYS, IDS_A_BLOCK, WINDOWS, type EntryBlock } from './entries.ts';

const datasetSchema = z.object({ time_zone: z.string(), run_dates: z.array(z.string()).min(1) });
const eventSchema = z.object({
  entity_type: z.string(),
  entity_id: z.string(),
  business_line: z.string(),
  feature: z.string(),
  event_time: z.string(),
  value: z.string(),
});

/** One id's entries, sorted by (feature, days back). */
interface RealId {
  readonly feature: number[];
  readonly back: number[];
  readonly value: number[];
}

/**
 * The entries of a real drop on its last run date: a feature is a pair of event name and business line, a day's value the sum of its events'
 * values, or their number where they have none. Ids of all entity types; those without an entry in the longest window are left out.
 */
export async function realIds(drop: string): Promise<RealId[]> {
  const dataset = datasetSchema.parse(JSON.parse(readFileSync(join(drop, 'dataset.json'), 'utf8')));
  const calendar = calendarOf(dataset.time_zone);
  const runDay = dayOfDate(dataset.run_dates.at(-1) ?? '');
  const places = new Map<string, number>();
  const ids = new Map<string, Map<number, number>>();
  const rows = createReadStream(join(drop, 'events.csv.gz'))
    .pipe(createGunzip())
    .pipe(parse({ columns: true }));
  for await (const row of rows) {
    const event = eventSchema.parse(row);
    const time = parseInstant(event.event_time);
    if (time === undefined) continue;
    const back = runDay - calendar.dayOf(time);
    if (back < 1 || back > DAYS) continue;
    const name = `${event.feature}_${event.business_line}`;
    const place = places.get(name) ?? places.size;
    places.set(name, place);
    const id = `${event.entity_type}/${event.entity_id}`;
    const cells = ids.get(id) ?? new Map<number, number>();
    ids.set(id, cells);
    const key = place * (DAYS + 1) + back;
    cells.set(key, (cells.get(key) ?? 0) + (event.value === '' ? 1 : Number(event.value)));
  }
  return [...ids.values()].map(sortedId).filter(({ back }) => back.some((days) => days <= WINDOWS[5]));
}

function sortedId(cells: ReadonlyMap<number, number>): RealId {
  const keys = [...cells.keys()].sort((a, b) => a - b);
  return {
    feature: keys.map((key) => Math.floor(key / (DAYS + 1))),
    back: keys.map((key) => key % (DAYS + 1)),
    value: keys.map((key) => cells.get(key) ?? 0),
  };
}

export const isDrop = (folder: string): boolean => existsSync(join(folder, 'dataset.json'));

/** All ids, again and again until there are at least `entries` entries: a real distribution at a size that can be timed. */
export function* repeated(ids: readonly RealId[], entries: number): Generator<EntryBlock> {
  const once = ids.reduce((sum, { value }) => sum + value.length, 0);
  const wanted = ids.length * Math.ceil(entries / once);
  for (let firstId = 0; firstId < wanted; firstId += IDS_A_BLOCK) {
    const chosen = Array.from(
      { length: Math.min(IDS_A_BLOCK, wanted - firstId) },
      (_, i) => ids[(firstId + i) % ids.length] ?? { feature: [], back: [], value: [] },
    );
    const start = new Int32Array(chosen.length + 1);
    for (const [i, { value }] of chosen.entries()) start[i + 1] = (start[i] ?? 0) + value.length;
    yield {
      firstId,
      ids: chosen.length,
      start,
      feature: Uint16Array.from(chosen.flatMap(({ feature }) => feature)),
      back: Int16Array.from(chosen.flatMap(({ back }) => back)),
      value: Float64Array.from(chosen.flatMap(({ value }) => value)),
    };
  }
}

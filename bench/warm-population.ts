import { dateOfDay, dayOfDate, type Day, type RunDate } from '../domain/run-date.ts';
import { encodeDay } from '../engine/packed-day.ts';
import type { DayCell } from '../stores/day-table.ts';
import type { FeatureStore } from '../stores/feature-store.ts';

/** The run date of the night before; the night that is timed is a day later. */
export const FIRST_DATE: RunDate = '2026-03-02';
export const NEXT_DATE: RunDate = dateOfDay(dayOfDate(FIRST_DATE) + 1);

const WINDOWS = [3, 7, 15, 30, 90, 180];
const DAYS = 365;
const BASES = { opportunity: 20, user: 80 };

/** The dictionary: 100 base features, the windows of the other benchmarks. */
export const populationRows = (functions: readonly string[]): string[] =>
  (['opportunity', 'user'] as const).flatMap((type, t) =>
    Array.from(
      { length: BASES[type] },
      (_, i) =>
        `${type},${t * 100 + i + 1},${type}_${i},,,${functions.join('|')},${WINDOWS.join('|')},trailing,${type}_${i}:sum,`,
    ),
  );

export interface Population {
  readonly opportunities: number;
  /** Share of ids that have a new value in the night that is timed. No value of the others crosses an edge of a window in that night. */
  readonly awake: number;
  readonly entriesAnId: number;
  readonly seed: number;
}

/** Fills an empty store: opportunities with a user each, their days of a year before FIRST_DATE. */
export async function fillPopulation(store: FeatureStore, population: Population): Promise<void> {
  const { opportunities, entriesAnId } = population;
  const random = randomFrom(population.seed);
  const runDay = dayOfDate(FIRST_DATE);
  const ids = Array.from({ length: opportunities }, (_, i) => String(i).padStart(9, '0'));
  await store.putVersions(
    ids.map((id) => ({ type: 'opportunity', id: `O${id}`, ...ALWAYS, attrsText: '{}', arrived: 0 })),
  );
  await store.putLinks(
    ids.map((id) => ({ opportunityId: `O${id}`, type: 'user', id: `U${id}`, ...ALWAYS, arrived: 0 })),
  );
  for (let from = 0; from < ids.length; from += 64) {
    const cells = ids
      .slice(from, from + 64)
      .flatMap((id) => [
        ...daysOf('opportunity', `O${id}`, 1, Math.round(entriesAnId / 5), runDay, random),
        ...daysOf('user', `U${id}`, 101, Math.round((entriesAnId * 4) / 5), runDay, random),
      ]);
    await store.putDays(cells, await store.revision());
  }
}

/** A day more: the awake ids have values of FIRST_DATE. */
export async function wakeUp(store: FeatureStore, { opportunities, awake, seed }: Population): Promise<void> {
  const random = randomFrom(seed + 1);
  const day = dayOfDate(FIRST_DATE);
  const cells: DayCell[] = [];
  for (let i = 0; i < opportunities; i++) {
    if (random() >= awake) continue;
    const id = `U${String(i).padStart(9, '0')}`;
    cells.push({ type: 'user', id, day, cell: encodeDay([101, 140], [3, 1.5], 2) });
  }
  await store.putDays(cells, await store.revision());
}

const ALWAYS = { validFrom: 0, validTo: undefined };

function daysOf(
  type: string,
  id: string,
  firstId: number,
  entries: number,
  runDay: Day,
  random: () => number,
): DayCell[] {
  const bases = type === 'user' ? BASES.user : BASES.opportunity;
  const byDay = new Map<Day, Map<number, number>>();
  for (let e = 0; e < entries; e++) {
    let back = 1 + Math.floor(random() * DAYS);
    if (WINDOWS.includes(back)) back += 1;
    const values = byDay.get(runDay - back) ?? new Map<number, number>();
    byDay.set(runDay - back, values);
    const kind = random();
    const value =
      kind < 0.5 ? Math.floor(random() * 20) : kind < 0.9 ? Math.round(random() * 1e5) / 100 : random() * 100;
    values.set(firstId + Math.floor(random() * bases), value);
  }
  return Array.from(byDay, ([day, values]) => {
    const ids = [...values.keys()].sort((a, b) => a - b);
    return {
      type,
      id,
      day,
      cell: encodeDay(
        ids,
        ids.map((base) => values.get(base) ?? 0),
        ids.length,
      ),
    };
  });
}

/** mulberry32: the same numbers on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

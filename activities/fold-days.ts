import type { NightRun } from '../domain/night.ts';
import type { SaltRange } from '../domain/salt.ts';
import type { BaseFeature } from '../domain/dictionary.ts';
import { compileFolds, FOLD_REVISION, foldDay, foldSignature, type FoldPlan } from '../engine/fold.ts';
import type { DayCell } from '../stores/day-table.ts';
import type { StaleEntity } from '../stores/event-table.ts';
import type { FeatureStore } from '../stores/feature-store.ts';
import { readSnapshot } from './snapshot.ts';
import type { Ports } from './ports.ts';
import type { Verb } from './verb.ts';

export interface FoldResult {
  readonly entities: number;
  readonly days: number;
  readonly overflows: number;
}

const DAYS_A_WRITE = 2_000;

/** DWD -> MID: re-makes the stale days of a salt range, and only those. */
export const foldDays: Verb<{ run: NightRun; range: SaltRange }, FoldResult> =
  (ports) =>
  async ({ run, range }, beat) => {
    const { dictionary, timeZone } = await readSnapshot(ports.blobs, run);
    const store = await ports.openStore(run.dictionary, timeZone);
    const plans = new Map<string, FoldPlan>();
    const planOf = (type: string): FoldPlan => {
      const known = plans.get(type) ?? compileFolds(baseRows(dictionary.rows, type));
      plans.set(type, known);
      return known;
    };
    const total = { entities: 0, days: 0, overflows: 0 };
    // A mark set from here on stays: its event may have come after the entity's events were read.
    const seenRevision = await store.revision();
    let cells: DayCell[] = [];
    const flush = async (): Promise<void> => {
      // A worker that was stopped for long may wake up when its days were folded by another one long since.
      await store.putDays(cells, seenRevision, 'marked');
      total.days += cells.length;
      cells = [];
      beat(`${total.days} days of ${total.entities} entities`);
    };
    for await (const entity of store.staleDays(range)) {
      total.entities += 1;
      total.overflows += await foldEntity(ports, store, timeZone, entity, planOf(entity.type), cells);
      if (cells.length >= DAYS_A_WRITE) await flush();
    }
    await flush();
    return total;
  };

/** Adds a cell for each stale day of an entity; gives how many values overflowed and were left out. */
async function foldEntity(
  ports: Ports,
  store: FeatureStore,
  timeZone: string,
  { type, id, days }: StaleEntity,
  plan: FoldPlan,
  cells: DayCell[],
): Promise<number> {
  const calendar = ports.calendar(timeZone);
  const wanted = new Map(days.map((day) => [day, [] as Awaited<ReturnType<FeatureStore['eventsOf']>>]));
  const [first = 0, last = 0] = [days[0], days.at(-1)];
  // A zone whose clocks go back over midnight has a day in two pieces: look a day further on both sides and let dayOf decide.
  for (const event of await store.eventsOf({ type, id }, calendar.midnight(first - 1), calendar.midnight(last + 2))) {
    wanted.get(calendar.dayOf(event.time))?.push(event);
  }
  let overflows = 0;
  for (const [day, events] of wanted) {
    const folded = foldDay(plan, events);
    overflows += folded.overflows;
    cells.push({ type, id, day, cell: folded.cell });
  }
  return overflows;
}

/** Record tables: by type a hash of the rows that the days were folded by, and the lines of foldSignature that it is of. */
export const FOLDS = 'folds';
export const FOLD_ROWS = 'fold-rows';
export type FoldRows = readonly string[];

/** What is kept in FOLDS. @param rows foldSignature of a type */
export const foldsHash = (
  { sha256 }: Pick<Ports, 'sha256'>,
  timeZone: string,
  rows: string,
  revision = FOLD_REVISION,
): string => sha256(`${timeZone}\n${rows}${revision}`);

/** Marks all days of the types whose folds, or whose zone, are not those that MID was made with. Gives the types. */
export const markChangedFolds: Verb<{ run: NightRun; types: readonly string[] }, string[]> =
  (ports) =>
  async ({ run, types }, beat) => {
    const { dictionary, timeZone } = await readSnapshot(ports.blobs, run);
    const store = await ports.openStore(run.dictionary, timeZone);
    const changed: string[] = [];
    // A type without rows is folded to nothing, so that all its days are wanted when it has rows again, the same ones too.
    for (const { key } of await store.listRecords(FOLDS)) {
      if (!types.includes(key)) await store.putRecord(FOLDS, key, null);
    }
    for (const type of types) {
      const rows = foldSignature(baseRows(dictionary.rows, type));
      const signature = foldsHash(ports, timeZone, rows);
      if ((await store.getRecord(FOLDS, type)) === signature) continue;
      beat(`all days of ${type}`);
      // Marks outlive a crash, so the signature may be kept as soon as every mark is set.
      await store.markAllStale(type);
      await store.putRecord(FOLD_ROWS, type, rows.split('\n') satisfies FoldRows);
      await store.putRecord(FOLDS, type, signature);
      changed.push(type);
    }
    return changed;
  };

/** The rows of a type that are made from events in the order given. */
export const baseRows = (rows: readonly { kind: string; dim: string }[], type: string): BaseFeature[] =>
  rows.filter((row): row is BaseFeature => row.kind === 'base' && row.dim === type);

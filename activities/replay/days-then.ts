import type { NightSnapshot } from '../../domain/night-snapshot.ts';
import { SALTS } from '../../domain/salt.ts';
import type { Day } from '../../domain/run-date.ts';
import { foldSignature } from '../../engine/fold.ts';
import type { DayCells } from '../../stores/day-table.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { baseRows, FOLD_ROWS, FOLDS, foldsHash, type FoldRows } from '../fold-days.ts';
import { foldsThen, type FoldedDays } from './folded-then.ts';
import type { Ports } from '../ports.ts';

type ReadDays = FeatureStore['readDays'];

/**
 * Day cells as they were at a revision. Those that are kept serve where nothing of their day has changed since and they were folded by the same
 * rows, or by more; all others are folded from events. Nothing is written.
 */
export function daysThen(
  ports: Ports,
  store: FeatureStore,
  snapshot: NightSnapshot,
  asOf: (type: string) => number,
): ReadDays {
  const fold = foldsThen(store, snapshot.dictionary, ports.calendar(snapshot.timeZone), asOf);
  return async (type, ids, fromDay, toDay) => {
    const stale = await staleDays(store, snapshot);
    // First the cells, then what has changed: a cell that is folded meanwhile shows as changed.
    const kept = stale && (await store.readDays(type, ids, fromDay, toDay));
    if (!kept || !(await isFoldedBy(ports, store, snapshot, type)))
      return cellsOf(await fold(type, ids, fromDay, toDay));
    const changed = await store.changedDaysSince(type, ids, asOf(type), fromDay, toDay);
    const again = ids.map((id, i) => {
      const marked = stale.get(keyOf(type, id))?.filter((day) => day >= fromDay && day <= toDay) ?? [];
      return new Set([...(changed[i] ?? []), ...marked]);
    });
    if (again.every(({ size }) => size === 0)) return kept;
    const days: FoldedDays[] = [];
    for (const [i, id] of ids.entries()) days.push(await mended(keptDays(kept, i), again[i], type, id, fold));
    return cellsOf(days);
  };
}

async function mended(
  kept: FoldedDays,
  again: ReadonlySet<Day> | undefined,
  type: string,
  id: string,
  fold: ReturnType<typeof foldsThen>,
): Promise<FoldedDays> {
  if (!again || again.size === 0) return kept;
  const [folded] = await fold(type, [id], Math.min(...again), Math.max(...again));
  for (const day of again) {
    const cell = folded?.get(day);
    if (cell) kept.set(day, cell);
    else kept.delete(day);
  }
  return kept;
}

/** Whether the kept days of a type hold everything that the run's rows of it fold to. */
async function isFoldedBy(
  ports: Ports,
  store: FeatureStore,
  { dictionary, timeZone }: NightSnapshot,
  type: string,
): Promise<boolean> {
  const rows = foldSignature(baseRows(dictionary.rows, type));
  const signatureOf = (text: string): string => foldsHash(ports, timeZone, text);
  const signature = await store.getRecord(FOLDS, type);
  if (signature === signatureOf(rows)) return true;
  const more = ((await store.getRecord(FOLD_ROWS, type)) as FoldRows | undefined) ?? [];
  if (signature !== signatureOf(more.join('\n'))) return false;
  return rows.split('\n').every((row) => more.includes(row));
}

/** With more days to be folded than this, all are folded from events. */
const MOST_STALE = 100_000;

type StaleDays = ReadonlyMap<string, readonly Day[]>;
const staleOf = new WeakMap<NightSnapshot, Promise<StaleDays | undefined>>();

/** The days that wait to be folded, as they are when a run first asks: a mark that comes later belongs to a later revision, or to other rows. */
function staleDays(store: FeatureStore, snapshot: NightSnapshot): Promise<StaleDays | undefined> {
  const known = staleOf.get(snapshot) ?? readStaleDays(store);
  staleOf.set(snapshot, known);
  return known;
}

async function readStaleDays(store: FeatureStore): Promise<StaleDays | undefined> {
  const stale = new Map<string, readonly Day[]>();
  let count = 0;
  for await (const { type, id, days } of store.staleDays({ from: 0, to: SALTS })) {
    stale.set(keyOf(type, id), days);
    count += days.length;
    if (count > MOST_STALE) return undefined;
  }
  return stale;
}

const keyOf = (type: string, id: string): string => `${type}\0${id}`;

function keptDays({ cellStart, day, byteStart, bytes }: DayCells, i: number): FoldedDays {
  const days: FoldedDays = new Map();
  for (let cell = cellStart[i] ?? 0; cell < (cellStart[i + 1] ?? 0); cell++)
    days.set(day[cell] ?? 0, bytes.subarray(byteStart[cell], byteStart[cell + 1]));
  return days;
}

/** As DayTable.readDays gives them: newest first within an id. */
function cellsOf(entities: readonly FoldedDays[]): DayCells {
  const [cellStart, day, byteStart] = [[0], [] as number[], [0]];
  const pieces: Uint8Array[] = [];
  for (const days of entities) {
    for (const [of, cell] of Array.from(days).sort(([a], [b]) => b - a)) {
      day.push(of);
      pieces.push(cell);
      byteStart.push((byteStart.at(-1) ?? 0) + cell.length);
    }
    cellStart.push(day.length);
  }
  return {
    cellStart: Int32Array.from(cellStart),
    day: Int32Array.from(day),
    byteStart: Int32Array.from(byteStart),
    bytes: new Uint8Array(Buffer.concat(pieces)),
  };
}

import { DaybreakError } from '../../domain/errors.ts';
import type { NightDecision } from '../../domain/night-decision.ts';
import type { NightSnapshot } from '../../domain/night-snapshot.ts';
import type { NightRun } from '../../domain/night.ts';
import { saltRanges } from '../../domain/salt.ts';
import { dayOfDate } from '../../domain/run-date.ts';
import { daySlots } from '../../engine/day-slots.ts';
import type { RowBlock } from '../../engine/row-block.ts';
import type { Ports } from '../ports.ts';
import { readRows } from './read-rows.ts';
import { countReceipts } from '../receipt.ts';
import type { MadeRows, RowMaker } from './row-maker.ts';
import { rowStep } from '../run-files.ts';
import { shardPlan } from './shard-plan.ts';
import type { ShardTask } from '../shard-task.ts';
import { readSnapshot } from '../snapshot.ts';
import type { Beat } from '../verb.ts';

/** The decision of a run on a dimension, if there is one. */
export const decisionOn = ({ decisions }: NightSnapshot, type: string): NightDecision | undefined =>
  decisions?.find(({ dimension }) => dimension === type);

/**
 * A step whose dimension was decided on while it ran is no longer wanted and must leave no receipt.
 * @throws DaybreakError INTERRUPTED
 */
export async function unlessDecided(
  { blobs }: Ports,
  { run, type }: ShardTask,
  before: NightDecision | undefined,
  beat: Beat,
): Promise<void> {
  beat('made'); // throws where the step was cancelled
  const now = decisionOn(await readSnapshot(blobs, run), type);
  if (now?.policy === before?.policy && now?.from?.date === before?.from?.date) return;
  throw new DaybreakError(
    'INTERRUPTED',
    `run ${run.run} has decided to go on without ${type}`,
    'leave the night to go on',
  );
}

/**
 * Makes a shard's rows as a decision wants them: as they were in an earlier night, by id, or empty. An id that the earlier night did not have
 * gets an empty row. All of them are due the next day, so that no later night takes them over.
 */
export function lateRows(
  ports: Ports,
  { run, type, range }: ShardTask,
  snapshot: NightSnapshot,
  maker: RowMaker,
  { from }: NightDecision,
): RowMaker {
  let earlier: Promise<EarlierRows> | undefined;
  const due = dayOfDate(run.date) + 1;
  async function* compute(ids: readonly string[]): AsyncGenerator<MadeRows> {
    earlier ??= from
      ? earlierRows(ports, { ...run, ...from }, snapshot, { kind: maker.kind, type, range })
      : Promise.resolve({ rowOf: new Map<string, readonly [RowBlock, number]>(), slotOf: [] });
    const block = rowsFrom(await earlier, ids);
    yield { block, due: new Int32Array(ids.length).fill(due), members: undefined, overflowed: [] };
  }
  return { ...maker, instead: 'decided', compute };
}

export interface EarlierRows {
  readonly rowOf: ReadonlyMap<string, readonly [block: RowBlock, row: number]>;
  /** Place of each of the earlier night's features among those of now; -1 for one that is gone. A name never changes its meaning. */
  readonly slotOf: readonly number[];
}

/** The rows of an earlier run whose ids lie in a range of salts, however many parts it had. */
export async function earlierRows(
  ports: Ports,
  run: NightRun,
  now: NightSnapshot,
  { kind, type, range }: Pick<RowMaker, 'kind'> & Pick<ShardTask, 'type' | 'range'>,
): Promise<EarlierRows> {
  const { plan } = shardPlan(ports, await readSnapshot(ports.blobs, run), kind, type);
  const placeOf = new Map(shardPlan(ports, now, kind, type).plan.names.map((name, slot) => [name, slot]));
  const rowOf = new Map<string, readonly [RowBlock, number]>();
  const parts = await countReceipts(ports.blobs, run, rowStep(kind, type));
  for (const [part, { from, to }] of saltRanges(parts).entries()) {
    if (from >= range.to || to <= range.from) continue;
    for await (const block of readRows(ports, { run, kind, type, part, days: daySlots(plan) })) {
      for (const [row, id] of block.ids.entries()) rowOf.set(id, [block, row]);
    }
  }
  return { rowOf, slotOf: plan.names.map((name) => placeOf.get(name) ?? -1) };
}

/** Rows by id; an id that is not there has an empty one. */
export function rowsFrom({ rowOf, slotOf }: EarlierRows, ids: readonly string[]): RowBlock {
  const rowStart = new Int32Array(ids.length + 1);
  const [slots, values]: [number[], number[]] = [[], []];
  for (const [i, id] of ids.entries()) {
    const [block, row] = rowOf.get(id) ?? [];
    if (block && row !== undefined) {
      const cells: (readonly [slot: number, value: number])[] = [];
      for (let at = block.rowStart[row] ?? 0; at < (block.rowStart[row + 1] ?? 0); at++) {
        const slot = slotOf[block.slot[at] ?? -1] ?? -1;
        if (slot >= 0) cells.push([slot, block.value[at] ?? 0]);
      }
      for (const [slot, value] of cells.sort(([a], [b]) => a - b)) {
        slots.push(slot);
        values.push(value);
      }
    }
    rowStart[i + 1] = slots.length;
  }
  return { ids, rowStart, slot: Int32Array.from(slots), value: Float64Array.from(values) };
}

import type { NightSnapshot } from '../../domain/night-snapshot.ts';
import type { RowBlock } from '../../engine/row-block.ts';
import { earlierRows, rowsFrom, type EarlierRows } from './late-rows.ts';
import type { Ports } from '../ports.ts';
import type { RowMaker } from './row-maker.ts';
import { shardPlan, type ShardPlan } from './shard-plan.ts';
import type { ShardTask } from '../shard-task.ts';
import type { RowKind } from '../run-files.ts';

/** Snapshots of runs that add rows, with those rows alone. */
const addedOnly = new WeakMap<NightSnapshot, NightSnapshot>();

/** What a run computes of a type: all that its dictionary has, or the rows that it adds to an earlier run. */
export function computedPlan(ports: Ports, snapshot: NightSnapshot, kind: RowKind, type: string): ShardPlan {
  const whole = shardPlan(ports, snapshot, kind, type);
  const adds = snapshot.replay?.adds;
  if (!adds) return whole;
  const { dictionary } = snapshot;
  const only = addedOnly.get(snapshot) ?? {
    ...snapshot,
    dictionary: { ...dictionary, rows: dictionary.rows.filter(({ id }) => adds.includes(id)) },
  };
  addedOnly.set(snapshot, only);
  return { plan: shardPlan(ports, only, kind, type).plan, hash: whole.hash };
}

/** Makes a shard's rows from those of the run that is replayed and what is computed of the added dictionary rows. */
export function extendedRows(
  ports: Ports,
  { run, type, range }: ShardTask,
  snapshot: NightSnapshot,
  maker: RowMaker,
): RowMaker {
  const { replay } = snapshot;
  if (!replay?.adds) return maker;
  const { kind } = maker;
  const places = new Map(shardPlan(ports, snapshot, kind, type).plan.names.map((name, slot) => [name, slot]));
  const slotOf = computedPlan(ports, snapshot, kind, type).plan.names.map((name) => places.get(name) ?? -1);
  const fresh = new Set(slotOf);
  let earlier: Promise<EarlierRows> | undefined;
  return {
    ...maker,
    instead: 'dictionary',
    async *compute(ids, linked) {
      earlier ??= earlierRows(ports, { ...run, run: replay.of }, snapshot, { kind, type, range });
      const { rowOf, slotOf: earlierSlotOf } = await earlier;
      const kept = { rowOf, slotOf: earlierSlotOf.map((slot) => (fresh.has(slot) ? -1 : slot)) };
      for await (const made of maker.compute(ids, linked))
        yield { ...made, block: merged(rowsFrom(kept, made.block.ids), made.block, slotOf) };
    },
  };
}

/** The cells of two blocks with the same ids, those of the second one in the slots that `slotOf` gives them; no slot is in both. */
function merged(kept: RowBlock, made: RowBlock, slotOf: readonly number[]): RowBlock {
  const rowStart = new Int32Array(kept.ids.length + 1);
  const slot = new Int32Array(kept.slot.length + made.slot.length);
  const value = new Float64Array(slot.length);
  let at = 0;
  for (const row of kept.ids.keys()) {
    const cells = [...cellsOf(kept, row, (own) => own), ...cellsOf(made, row, (own) => slotOf[own] ?? -1)].sort(
      ([a], [b]) => a - b,
    );
    for (const [place, number] of cells) {
      slot[at] = place;
      value[at++] = number;
    }
    rowStart[row + 1] = at;
  }
  return { ids: kept.ids, rowStart, slot, value };
}

function* cellsOf(block: RowBlock, row: number, slotOf: (slot: number) => number): Generator<[number, number]> {
  for (let at = block.rowStart[row] ?? 0; at < (block.rowStart[row + 1] ?? 0); at++)
    yield [slotOf(block.slot[at] ?? -1), block.value[at] ?? 0];
}

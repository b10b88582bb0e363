import { dayOfDate } from '../domain/run-date.ts';
import { deriveRows } from '../engine/derive.ts';
import { dueDays } from '../engine/due-days.ts';
import { matrixOf } from '../engine/matrix-of-days.ts';
import { withAttributes } from '../engine/with-attributes.ts';
import { earliest, laterOf, nightAfter, nightAfterDay } from './rows/due-nights.ts';
import { lastChanges } from './rows/last-changes.ts';
import { computedPlan, extendedRows } from './rows/extended-rows.ts';
import { decisionOn, lateRows, unlessDecided } from './rows/late-rows.ts';
import { nightStore } from './replay/night-store.ts';
import { once, type Receipt } from './receipt.ts';
import type { MadeRows, InputChanges, RowMaker } from './rows/row-maker.ts';
import { makeRows } from './rows/row-shard.ts';
import { rowStep } from './run-files.ts';
import type { ShardTask } from './shard-task.ts';
import { readSnapshot } from './snapshot.ts';
import type { Verb } from './verb.ts';

const IDS_A_BATCH = 256;

/** 衍生特征: the derived features and attributes of every tagged id of one shard of a dimension, a row an id, also an empty one. */
export const computeShard: Verb<ShardTask, Receipt> = (ports) => (task, beat) =>
  once(ports.blobs, task.run, `${rowStep('derived', task.type)}/${task.part}`, async (write) => {
    const { run, type } = task;
    const snapshot = await readSnapshot(ports.blobs, run);
    const store = await nightStore(ports, snapshot);
    const { plan, hash } = computedPlan(ports, snapshot, 'derived', type);
    const calendar = ports.calendar(snapshot.timeZone);
    const [runDay, midnight] = [dayOfDate(run.date), calendar.midnight(dayOfDate(run.date))];
    const hasAttributes = plan.attributes.length > 0;

    async function* compute(ids: readonly string[]): AsyncGenerator<MadeRows> {
      const cells = await store.readDays(type, ids, runDay - plan.depth, runDay - 1);
      const matrix = matrixOf(plan, cells, runDay);
      const { rows: derived, overflowed } = deriveRows(plan, matrix, ids);
      const due = dueDays(plan, matrix, runDay);
      earliest(due, nightAfterDay(await store.firstDays(type, ids, runDay)));
      if (hasAttributes) earliest(due, nightAfter(await store.versionsChange(type, ids, midnight), calendar, runDay));
      const block = hasAttributes
        ? withAttributes(plan, derived, await store.attributesAt(type, ids, midnight))
        : derived;
      yield { block, due, members: undefined, overflowed };
    }
    const changes = async (since: number): Promise<InputChanges> => {
      const days = await lastChanges(store, snapshot, { kind: 'days', type, since });
      if (!hasAttributes) return { asOf: days.asOf, values: days.at };
      const versions = await lastChanges(store, snapshot, { kind: 'versions', type, since });
      const asOf = Math.min(days.asOf, versions.asOf);
      return { asOf, values: async (ids) => laterOf(await days.at(ids), await versions.at(ids)) };
    };
    const maker: RowMaker = { kind: 'derived', plan: hash, idsABatch: IDS_A_BATCH, changes, compute };
    const decision = decisionOn(snapshot, type);
    const chosen = decision
      ? lateRows(ports, task, snapshot, maker, decision)
      : extendedRows(ports, task, snapshot, maker);
    const receipt = await makeRows(ports, task, snapshot, store, chosen, write, beat);
    return { ...receipt, unless: () => unlessDecided(ports, task, decision, beat) };
  });

import { dayOfDate } from '../domain/run-date.ts';
import { deriveRows } from '../engine/derive.ts';
import { dueDays } from '../engine/due-days.ts';
import { matrixOf } from '../engine/matrix.ts';
import { compilePlan } from '../engine/plan.ts';
import { withAttributes } from '../engine/with-attributes.ts';
import { earliest, laterOf, nightAfter, nightAfterDay } from './due-nights.ts';
import { once, type Receipt } from './receipt.ts';
import type { MadeRows } from './row-maker.ts';
import { makeRows } from './row-shard.ts';
import { rowStep } from './run-files.ts';
import type { ShardTask } from './shard-task.ts';
import { readSnapshot } from './snapshot.ts';
import type { Verb } from './verb.ts';

const IDS_A_BATCH = 256;

/** 衍生特征: the derived features and attributes of every tagged id of one shard of a dimension, a row an id, also an empty one. */
export const computeShard: Verb<ShardTask, Receipt> = (ports) => (task, beat) =>
  once(ports.blobs, task.run, `${rowStep('derived', task.type)}/${task.part}`, async () => {
    const { run, type } = task;
    const { dictionary, timeZone } = await readSnapshot(ports.blobs, run);
    const store = await ports.openStore(run.dictionary, timeZone);
    const rows = dictionary.rows.filter(({ dim }) => dim === type);
    const plan = compilePlan(rows);
    const calendar = ports.calendar(timeZone);
    const [runDay, midnight] = [dayOfDate(run.date), calendar.midnight(dayOfDate(run.date))];
    const hasAttributes = plan.attributes.length > 0;

    async function* compute(ids: readonly string[]): AsyncGenerator<MadeRows> {
      const cells = await store.readDays(type, ids, runDay - plan.depth, runDay - 1);
      const matrix = matrixOf(plan, cells, runDay);
      const { rows: derived, overflows } = deriveRows(plan, matrix, ids);
      const due = dueDays(plan, matrix, runDay);
      earliest(due, nightAfterDay(await store.firstDays(type, ids, runDay)));
      if (hasAttributes) earliest(due, nightAfter(await store.versionsChange(type, ids, midnight), calendar, runDay));
      const block = hasAttributes
        ? withAttributes(plan, derived, await store.attributesAt(type, ids, midnight))
        : derived;
      yield { rows: block, due, members: undefined, overflows };
    }
    const lastChange = async (ids: readonly string[]): Promise<Float64Array> => {
      const days = await store.changedAt('days', type, ids);
      return hasAttributes ? laterOf(days, await store.changedAt('versions', type, ids)) : days;
    };
    return makeRows(ports, task, store, { kind: 'derived', rows, idsABatch: IDS_A_BATCH, lastChange, compute }, beat);
  });

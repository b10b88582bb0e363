import type { NightRun } from '../domain/night.ts';
import { dayOfDate } from '../domain/run-date.ts';
import type { SaltRange } from '../domain/salt.ts';
import { deriveRows } from '../engine/derive.ts';
import { matrixOf } from '../engine/matrix.ts';
import { compilePlan, type Plan } from '../engine/plan.ts';
import { encodeBlock } from '../engine/row-codec.ts';
import type { RowBlock } from '../engine/row-block.ts';
import { withAttributes } from '../engine/with-attributes.ts';
import type { FeatureStore } from '../stores/feature-store.ts';
import { inBatches } from './batches.ts';
import { once, type Receipt } from './receipt.ts';
import { derivedPath, manifestFile } from './run-files.ts';
import { readSnapshot } from './snapshot.ts';
import { tagKey } from './tag-key.ts';
import type { Verb } from './verb.ts';

export interface ShardTask {
  readonly run: NightRun;
  readonly type: string;
  readonly part: number;
  readonly range: SaltRange;
}

const IDS_A_BATCH = 256;

/** 衍生特征: the derived features and attributes of every tagged id of one shard of a dimension, a row an id, also an empty one. */
export const computeShard: Verb<ShardTask, Receipt> =
  (ports) =>
  ({ run, type, part, range }, beat) =>
    once(ports.blobs, run, `compute/${type}/${part}`, async () => {
      const { dictionary, timeZone } = await readSnapshot(ports.blobs, run);
      const store = await ports.openStore(run.dictionary, timeZone);
      const plan = compilePlan(dictionary.rows.filter(({ dim }) => dim === type));
      const [runDay, midnight] = [dayOfDate(run.date), ports.calendar(timeZone).midnight(dayOfDate(run.date))];
      const counts = { rows: 0, values: 0, overflows: 0 };

      async function* blocks(): AsyncGenerator<Uint8Array> {
        for await (const tags of inBatches(store.tagged(tagKey(run), type, range), IDS_A_BATCH)) {
          const ids = tags.map(({ id }) => id);
          const cells = await store.readDays(type, ids, runDay - plan.depth, runDay - 1);
          const derived = deriveRows(plan, matrixOf(plan, cells, runDay), ids);
          const block = await addAttributes(store, plan, type, derived.rows, midnight);
          counts.rows += ids.length;
          counts.values += block.value.length;
          counts.overflows += derived.overflows;
          beat(`${counts.rows} ids`);
          yield encodeBlock(block);
        }
      }
      const ref = await ports.blobs.write(derivedPath(run, type, part), blocks());
      return { files: [manifestFile(run, ref, counts.rows)], counts };
    });

async function addAttributes(
  store: FeatureStore,
  plan: Plan,
  type: string,
  rows: RowBlock,
  midnight: number,
): Promise<RowBlock> {
  if (plan.attributes.length === 0) return rows;
  const texts = await store.attributesAt(type, rows.ids, midnight);
  return withAttributes(plan, rows, texts);
}

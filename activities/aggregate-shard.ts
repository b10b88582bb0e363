import { OPPORTUNITY } from '../domain/dictionary.ts';
import { dayOfDate } from '../domain/run-date.ts';
import { deriveRows } from '../engine/derive.ts';
import { groupRanges } from '../engine/group-ranges.ts';
import { matrixOf } from '../engine/matrix.ts';
import { compilePlan } from '../engine/plan.ts';
import { encodeBlock } from '../engine/row-codec.ts';
import { unionOf } from '../engine/union.ts';
import type { FeatureStore } from '../stores/feature-store.ts';
import type { ShardTask } from './compute-shard.ts';
import { inBatches } from './batches.ts';
import { membersOf, type Members } from './members.ts';
import { once, type Receipt } from './receipt.ts';
import { aggregatedPath, manifestFile } from './run-files.ts';
import { readSnapshot } from './snapshot.ts';
import { tagKey } from './tag-key.ts';
import type { Verb } from './verb.ts';

/** Opportunities whose linked ids are read together: each linked id is read once for all of them. */
const OPPORTUNITIES_A_READ = 2_048;
/** Linked ids held at once; a batch with more is cut. */
const IDS_A_READ = 20_000;
/** Linked ids' values merged at once, over several opportunities; one opportunity that alone has more is merged by itself. */
const VALUES_A_BLOCK = 1 << 18;

/** 特征聚合: one linked type's functions over the union of (id, day) values of all ids linked to each opportunity of a shard. */
export const aggregateShard: Verb<ShardTask, Receipt> =
  (ports) =>
  ({ run, type, part, range }, beat) =>
    once(ports.blobs, run, `aggregate/${type}/${part}`, async () => {
      const { dictionary, timeZone } = await readSnapshot(ports.blobs, run);
      const store = await ports.openStore(run.dictionary, timeZone);
      const plan = compilePlan(dictionary.rows.filter((row) => row.dim === type && row.kind === 'base'));
      const [runDay, midnight] = [dayOfDate(run.date), ports.calendar(timeZone).midnight(dayOfDate(run.date))];
      const counts = { rows: 0, values: 0, overflows: 0 };

      async function* blocks(): AsyncGenerator<Uint8Array> {
        for await (const group of memberGroups(store, tagKey(run), type, range, midnight)) {
          const cells = await store.readDays(type, group.ids, runDay - plan.depth, runDay - 1);
          const matrix = matrixOf(plan, cells, runDay);
          for (const [from, to] of groupRanges(matrix, group.memberStart, group.member, VALUES_A_BLOCK)) {
            const start = group.memberStart.slice(from, to + 1);
            const { rows, overflows } = deriveRows(
              plan,
              unionOf(matrix, start, group.member),
              group.opportunities.slice(from, to),
            );
            counts.rows += rows.ids.length;
            counts.values += rows.value.length;
            counts.overflows += overflows;
            beat(`${counts.rows} opportunities`);
            yield encodeBlock(rows);
          }
        }
      }
      const ref = await ports.blobs.write(aggregatedPath(run, type, part), blocks());
      return { files: [manifestFile(run, ref, counts.rows)], counts };
    });

async function* memberGroups(
  store: FeatureStore,
  key: string,
  type: string,
  range: ShardTask['range'],
  midnight: number,
): AsyncGenerator<Members> {
  for await (const tags of inBatches(store.tagged(key, OPPORTUNITY, range), OPPORTUNITIES_A_READ)) {
    const ids = tags.map(({ id }) => id);
    yield* membersOf(type, ids, await store.linksAt(ids, midnight), IDS_A_READ);
  }
}

import { setCurrentDetails } from '@temporalio/workflow';
import type { ShardTask } from '../activities/compute-shard.ts';
import { compute } from './activities.ts';
import { inGroups, summed } from './groups.ts';

export interface DimensionInput {
  readonly type: string;
  readonly shards: readonly ShardTask[];
}

/** Activities a dimension is cut into at most: enough to share among workers, few enough for a short history. */
const GROUPS = 64;

/** The derived features of one dimension: its shards in parallel. Gives summed counts. */
export async function dimension({ type, shards }: DimensionInput): Promise<Record<string, number>> {
  let done = 0;
  const receipts = await Promise.all(
    inGroups(shards, GROUPS).map(async (group) => {
      const [first, last] = [group[0]?.part ?? 0, group.at(-1)?.part ?? 0];
      const which = first === last ? `shard ${first + 1}` : `shards ${first + 1}-${last + 1}`;
      const result = await compute.computeShard.executeWithOptions(
        { summary: `${type}: ${which} of ${shards.length}` },
        [group],
      );
      done += group.length;
      setCurrentDetails(`${done} of ${shards.length} shards of ${type}`);
      return result;
    }),
  );
  return summed(receipts.flat().map(({ counts }) => counts));
}

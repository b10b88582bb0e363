import { setCurrentDetails } from '@temporalio/workflow';
import type { NightRun } from '../domain/night.ts';
import { ACTIVITIES_A_STAGE, cutParts, partsText } from '../domain/parts.ts';
import { summed } from '../domain/summed.ts';
import { compute } from './activities.ts';

export interface DimensionInput {
  readonly run: NightRun;
  readonly type: string;
  /** Shards of the type's ids. */
  readonly parts: number;
}

/** The derived features of one dimension: its shards in parallel. Gives summed counts. */
export async function dimension({ run, type, parts: of }: DimensionInput): Promise<Record<string, number>> {
  let done = 0;
  const counts = await Promise.all(
    cutParts(of, ACTIVITIES_A_STAGE).map(async (parts) => {
      const summary = `${type}: ${partsText(parts, 'shard')}`;
      const result = await compute.computeShard.executeWithOptions({ summary }, [{ run, type, ...parts }]);
      done += parts.to - parts.from;
      setCurrentDetails(`${done} of ${of} shards of ${type}`);
      return result;
    }),
  );
  return summed(counts);
}

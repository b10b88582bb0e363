import { executeChild } from '@temporalio/workflow';
import type { FoldResult } from '../activities/fold-days.ts';
import type { PushResult } from '../activities/push-scores.ts';
import type { ShardTask } from '../activities/compute-shard.ts';
import type { TagResult } from '../activities/tag-population.ts';
import { OPPORTUNITY } from '../domain/dictionary.ts';
import type { NightCounts } from '../domain/night-result.ts';
import { nightWorkflowId, type NightRun } from '../domain/night.ts';
import { saltRanges, shardCount } from '../domain/salt.ts';
import { compute, light } from './activities.ts';
import { dimension } from './dimension.ts';
import { inGroups, summed } from './groups.ts';
import type { Watch } from './progress.ts';

/** Pieces that a stage over all stored ids is cut into; it decides nothing but how many workers can help. */
const PIECES = 8;
/** Activities of a stage over opportunity shards at most. */
const GROUPS = 64;

/** The shards of each type, and how many parts the opportunities' files have. */
export interface Shards {
  readonly ids: Readonly<Record<string, number>>;
  readonly tasks: Readonly<Record<string, readonly ShardTask[]>>;
  readonly parts: number;
}

/** DWD -> MID for every day that changed. */
export async function foldStaleDays(run: NightRun, types: readonly string[], watch: Watch): Promise<FoldResult> {
  return watch.stage('ingest', 'folds changed days into base features', PIECES, async (tick) => {
    await compute.markChangedFolds.executeWithOptions({ summary: 'looks for changed folds' }, [[{ run, types }]]);
    const results = await Promise.all(
      saltRanges(PIECES).map(async (range, i) => {
        const summary = `folds changed days, piece ${i + 1} of ${PIECES}`;
        const result = await compute.foldDays.executeWithOptions({ summary }, [[{ run, range }]]);
        tick();
        return result;
      }),
    );
    const { entities = 0, days = 0, overflows = 0 } = summed(results.flat().map((r) => ({ ...r })));
    return { entities, days, overflows };
  });
}

/** The hash of the accepted rows: what the night is made from. */
export async function hashAcceptedRows(run: NightRun, watch: Watch): Promise<string> {
  watch.update({ stage: 'ingest', doing: 'hashes the accepted rows' });
  const [hash = ''] = await compute.hashRows.executeWithOptions({ summary: 'hashes the accepted rows' }, [[run]]);
  return hash;
}

/** The target population and the ids linked to it. */
export async function tagTargets(run: NightRun, watch: Watch): Promise<TagResult> {
  return watch.stage('tag', 'tags the population and the ids linked to it', PIECES, async (tick) => {
    const results = await Promise.all(
      saltRanges(PIECES).map(async (range, i) => {
        const summary = `tags the population, piece ${i + 1} of ${PIECES}`;
        const [result] = await compute.tagPopulation.executeWithOptions({ summary }, [[{ run, range }]]);
        tick();
        return result ?? { opportunities: 0, unknown: 0, unknownExamples: [] };
      }),
    );
    const { opportunities = 0, unknown = 0 } = summed(
      results.map((r) => ({ opportunities: r.opportunities, unknown: r.unknown })),
    );
    return { opportunities, unknown, unknownExamples: results.flatMap((r) => r.unknownExamples).slice(0, 3) };
  });
}

export async function planShards(run: NightRun, types: readonly string[]): Promise<Shards> {
  const counts = await light.countTags.executeWithOptions({ summary: 'counts the tagged ids' }, [{ run, types }]);
  const ids = Object.fromEntries(types.map((type, i) => [type, counts[i] ?? 0]));
  const tasks = Object.fromEntries(
    types.map((type) => [
      type,
      saltRanges(shardCount(ids[type] ?? 0)).map((range, part): ShardTask => ({ run, type, part, range })),
    ]),
  );
  return { ids, tasks, parts: (tasks[OPPORTUNITY] ?? []).length };
}

/** A child workflow a dimension, all at once. */
export async function computeDimensions(
  run: NightRun,
  { ids, tasks }: Shards,
  watch: Watch,
): Promise<Record<string, number>> {
  const types = Object.keys(tasks);
  return watch.stage('compute', `derives features of ${types.join(', ')}`, types.length, async (tick) => {
    const counts = await Promise.all(
      types.map(async (type) => {
        const shards = tasks[type] ?? [];
        const result = await executeChild(dimension, {
          workflowId: `${nightWorkflowId(run.dictionary, run.date)}/${run.run}/${type}`,
          staticSummary: `${type}: ${ids[type] ?? 0} ids in ${shards.length} ${shards.length === 1 ? 'shard' : 'shards'}`,
          args: [{ type, shards }],
        });
        tick();
        return result;
      }),
    );
    return summed(counts);
  });
}

/** Each linked type's features, over all ids linked to an opportunity. */
export async function aggregateToOpportunities(
  run: NightRun,
  { tasks }: Shards,
  watch: Watch,
): Promise<Record<string, number>> {
  const shards = tasks[OPPORTUNITY] ?? [];
  const linked = Object.keys(tasks).filter((type) => type !== OPPORTUNITY);
  return watch.stage(
    'aggregate',
    `aggregates ${linked.join(', ')} to opportunities`,
    linked.length * shards.length,
    async (tick) => {
      const receipts = await Promise.all(
        linked.flatMap((type) =>
          inGroups(shards, GROUPS).map(async (group) => {
            const summary = `${type} to opportunities: ${partsOf(group)} of ${shards.length}`;
            const result = await compute.aggregateShard.executeWithOptions({ summary }, [
              group.map((shard) => ({ ...shard, type })),
            ]);
            tick(group.length);
            return result;
          }),
        ),
      );
      return summed(receipts.flat().map(({ counts }) => counts));
    },
  );
}

/** LibSVM files of every scene. */
export async function writeFeatureFiles(run: NightRun, { tasks, parts }: Shards, watch: Watch): Promise<void> {
  await watch.stage('files', 'writes the feature files', parts, async (tick) => {
    await Promise.all(
      inGroups(tasks[OPPORTUNITY] ?? [], GROUPS).map(async (group) => {
        await compute.writeFiles.executeWithOptions({ summary: `feature files: ${partsOf(group)} of ${parts}` }, [
          group,
        ]);
        tick(group.length);
      }),
    );
  });
}

/** Each model's subset of the features. */
export async function mapToModels(
  run: NightRun,
  models: readonly string[],
  { tasks, parts }: Shards,
  watch: Watch,
): Promise<void> {
  await watch.stage('map', 'maps the features to the models', models.length * parts, async (tick) => {
    await Promise.all(
      models.flatMap((model) =>
        inGroups(tasks[OPPORTUNITY] ?? [], GROUPS).map(async (group) => {
          const summary = `${model}: subset of ${partsOf(group)} of ${parts}`;
          await compute.mapModel.executeWithOptions({ summary }, [group.map(({ part }) => ({ run, model, part }))]);
          tick(group.length);
        }),
      ),
    );
  });
}

export async function scoreOpportunities(
  run: NightRun,
  models: readonly string[],
  { parts }: Shards,
  watch: Watch,
): Promise<void> {
  await watch.stage('score', 'scores the opportunities', models.length, async (tick) => {
    await Promise.all(
      models.map(async (model) => {
        await compute.scoreModel.executeWithOptions({ summary: `${model}: scores` }, [[{ run, model, parts }]]);
        tick();
      }),
    );
  });
}

export async function pushToCrm(
  run: NightRun,
  scenes: readonly { readonly name: string; readonly models: readonly string[] }[],
  parts: number,
  watch: Watch,
): Promise<Pick<NightCounts, 'leadsWritten' | 'leadsSame'>> {
  const targets = scenes.flatMap(({ name, models }) => models.map((model) => ({ scene: name, model })));
  return watch.stage('push', 'hands the scores over to the CRM', targets.length, async (tick) => {
    const results: PushResult[] = [];
    for (const { scene, model } of targets) {
      results.push(
        await light.pushScores.executeWithOptions({ summary: `${scene}/${model} to the CRM` }, [
          { run, scene, model, parts },
        ]),
      );
      tick();
    }
    const { written = 0, same = 0 } = summed(results.map((r) => ({ ...r })));
    return { leadsWritten: written, leadsSame: same };
  });
}

const partsOf = (group: readonly { readonly part: number }[]): string =>
  group.length === 1
    ? `part ${(group[0]?.part ?? 0) + 1}`
    : `parts ${(group[0]?.part ?? 0) + 1}-${(group.at(-1)?.part ?? 0) + 1}`;

import { executeChild } from '@temporalio/workflow';
import type { FoldResult } from '../activities/fold-days.ts';
import type { OpenedNight } from '../activities/open-night.ts';
import type { BookResult } from '../activities/push-scores.ts';
import type { TagResult } from '../activities/tag-population.ts';
import { counted } from '../domain/counted.ts';
import { OPPORTUNITY } from '../domain/dictionary.ts';
import { nightWorkflowId, type NightRun } from '../domain/night.ts';
import { ACTIVITIES_A_STAGE, cutParts, partsText, type Parts } from '../domain/parts.ts';
import { ROW_RANGES, shardCount, type SaltRange } from '../domain/salt.ts';
import { summed } from '../domain/summed.ts';
import { compute, light } from './activities.ts';
import { pushScenes } from './crm.ts';
import { dimension } from './dimension.ts';
import { idsAShardOf, mapsByShard, scoresByShard } from './earlier-nights.ts';
import type { Late } from './late.ts';
import type { Watch } from './progress.ts';
import type { Pushed } from './pushed.ts';

/** Pieces that hashing the accepted rows is cut into. */
const HASH_PIECES = 8;

/** How many ids each type has, and how many parts its files have. */
export interface Shards {
  readonly ids: Readonly<Record<string, number>>;
  readonly parts: Readonly<Record<string, number>>;
}

/** The stored ids in pieces, as the store has them. */
export const planPieces = (run: NightRun): Promise<SaltRange[]> =>
  light.planPieces.executeWithOptions({ summary: 'plans pieces of the stored ids' }, [run]);

/** DWD -> MID for every day that changed. */
export async function foldStaleDays(
  run: NightRun,
  types: readonly string[],
  pieces: readonly SaltRange[],
  watch: Watch,
): Promise<FoldResult> {
  return watch.stage(
    'ingest',
    'folds changed days into base features',
    pieces.length,
    async (tick) => {
      await compute.markChangedFolds.executeWithOptions({ summary: 'looks for changed folds' }, [{ run, types }]);
      const results = await Promise.all(
        pieces.map(async (range, i) => {
          const summary = `folds changed days, piece ${i + 1} of ${pieces.length}`;
          const result = await compute.foldDays.executeWithOptions({ summary }, [{ run, range }]);
          tick();
          return result;
        }),
      );
      const { entities = 0, days = 0, overflows = 0 } = summed(results.map((r) => ({ ...r })));
      return { entities, days, overflows };
    },
    ({ days }) => days,
  );
}

/** The hash of the accepted rows: what the night is made from. */
export async function hashAcceptedRows(run: NightRun, watch: Watch): Promise<string> {
  watch.update({ stage: 'ingest', doing: 'hashes the accepted rows' });
  const known = await light.knownRows.executeWithOptions({ summary: 'are the accepted rows known?' }, [run]);
  if (known.hash !== undefined) return known.hash;
  const hashes = await Promise.all(
    cutParts(ROW_RANGES, HASH_PIECES).map((parts, i) =>
      compute.hashRowRanges.executeWithOptions(
        { summary: `hashes the accepted rows, piece ${i + 1} of ${HASH_PIECES}` },
        [{ run, ...parts }],
      ),
    ),
  );
  return light.keepRowHash.executeWithOptions({ summary: 'one hash of all accepted rows' }, [
    { run, revision: known.revision, hashes: hashes.flat() },
  ]);
}

/** The target population and the ids linked to it. */
export async function tagTargets(run: NightRun, pieces: readonly SaltRange[], watch: Watch): Promise<TagResult> {
  return watch.stage(
    'tag',
    'tags the population and the ids linked to it',
    pieces.length,
    async (tick) => {
      const results = await Promise.all(
        pieces.map(async (range, i) => {
          const summary = `tags the population, piece ${i + 1} of ${pieces.length}`;
          const result = await compute.tagPopulation.executeWithOptions({ summary }, [{ run, range }]);
          tick();
          return result;
        }),
      );
      const { opportunities = 0, unknown = 0 } = summed(
        results.map((r) => ({ opportunities: r.opportunities, unknown: r.unknown })),
      );
      return { opportunities, unknown, unknownExamples: results.flatMap((r) => r.unknownExamples).slice(0, 3) };
    },
    ({ opportunities }) => opportunities,
  );
}

/** A type without tagged ids has one part, which is empty. */
export async function planShards({ run, types, ...opened }: OpenedNight): Promise<Shards> {
  const counts = await light.countTags.executeWithOptions({ summary: 'counts the tagged ids' }, [{ run, types }]);
  const ids = Object.fromEntries(types.map((type, i) => [type, counts[i] ?? 0]));
  const parts = Object.fromEntries(types.map((type) => [type, shardCount(ids[type] ?? 0, idsAShardOf(opened))]));
  return { ids, parts };
}

/** Parts of the opportunities: those of every file of a scene or model. */
export const partsOf = ({ parts }: Shards): number => parts[OPPORTUNITY] ?? 0;

/** The derived features of one dimension, in a child workflow. */
export const deriveDimension = (
  run: NightRun,
  { ids, parts }: Shards,
  type: string,
  attempt: string,
): Promise<Record<string, number>> =>
  executeChild(dimension, {
    workflowId: `${nightWorkflowId(run.dictionary, run.date)}/${run.run}/${type}${attempt}`,
    staticSummary: `${type}: ${counted(ids[type] ?? 0, 'id')} in ${counted(parts[type] ?? 0, 'shard')}`,
    args: [{ run, type, parts: parts[type] ?? 0 }],
  });

/** One linked type's features, over all ids linked to an opportunity. */
export const aggregateDimension = async (
  run: NightRun,
  shards: Shards,
  type: string,
  tick: (parts: number) => void,
): Promise<Record<string, number>> =>
  summed(
    await Promise.all(
      inGroups(shards, tick, (parts) => {
        const summary = `${type} to opportunities: ${partsText(parts)}`;
        return compute.aggregateShard.executeWithOptions({ summary }, [{ run, type, ...parts }]);
      }),
    ),
  );

/** A child workflow a dimension, all at once. */
export async function computeDimensions(
  run: NightRun,
  shards: Shards,
  watch: Watch,
  late: Late,
): Promise<Record<string, number>> {
  const types = Object.keys(shards.parts);
  return watch.stage('compute', `derives features of ${types.join(', ')}`, types.length, async (tick) => {
    const counts = await Promise.all(
      types.map(async (type) => {
        const derive = (attempt: string): Promise<Record<string, number>> =>
          deriveDimension(run, shards, type, attempt);
        const result = await watch.dimension('compute', type, () => late.within(run, 'compute', type, derive));
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
  shards: Shards,
  watch: Watch,
  late: Late,
): Promise<Record<string, number>> {
  const linked = Object.keys(shards.parts).filter((type) => type !== OPPORTUNITY);
  return watch.stage(
    'aggregate',
    `aggregates ${linked.join(', ')} to opportunities`,
    linked.length * partsOf(shards),
    async (tick) =>
      summed(
        await Promise.all(
          linked.map((type) => {
            const aggregate = (): Promise<Record<string, number>> => aggregateDimension(run, shards, type, tick);
            return watch.dimension('aggregate', type, () => late.within(run, 'aggregate', type, aggregate));
          }),
        ),
      ),
  );
}

/** LibSVM files of every scene. */
export async function writeFeatureFiles(run: NightRun, shards: Shards, watch: Watch): Promise<void> {
  await watch.stage('files', 'writes the feature files', partsOf(shards), (tick) =>
    Promise.all(
      inGroups(shards, tick, (parts) => {
        const summary = `feature files: ${partsText(parts)}`;
        return compute.writeFiles.executeWithOptions({ summary }, [{ run, type: OPPORTUNITY, ...parts }]);
      }),
    ),
  );
}

/** Each model's subset of the features; the files are read once for all models. */
export async function mapToModels(
  run: NightRun,
  models: readonly string[],
  shards: Shards,
  watch: Watch,
): Promise<void> {
  const byShard = models.length > 0 && mapsByShard();
  const units = partsOf(shards) * (byShard ? 1 : models.length);
  await watch.stage('map', 'maps the features to the models', units, async (tick) => {
    const groups = byShard
      ? inGroups(shards, tick, (parts) => {
          const summary = `${counted(models.length, 'model')}: subsets of ${partsText(parts)}`;
          return compute.mapShard.executeWithOptions({ summary }, [{ run, ...parts }]);
        })
      : models.flatMap((model) => mapAlone(run, model, shards, tick));
    await Promise.all(groups);
  });
}

/** A model at a time, in a night from before `map-by-shard`. */
const mapAlone = (run: NightRun, model: string, shards: Shards, tick: (parts: number) => void): Promise<unknown>[] =>
  inGroups(shards, tick, (parts) => {
    const summary = `${model}: subset of ${partsText(parts)}`;
    return compute.mapModel.executeWithOptions({ summary }, [{ run, model, ...parts }]);
  });

/** The parts of the opportunities in groups, an activity each. */
const inGroups = <T>(shards: Shards, tick: (parts: number) => void, work: (parts: Parts) => Promise<T>): Promise<T>[] =>
  cutParts(partsOf(shards), ACTIVITIES_A_STAGE).map(async (parts) => {
    const result = await work(parts);
    tick(parts.to - parts.from);
    return result;
  });

/** Runs every model over the feature files, then puts each model's scores together. */
export async function scoreOpportunities(
  run: NightRun,
  models: readonly string[],
  shards: Shards,
  watch: Watch,
): Promise<void> {
  const units = models.length === 0 ? 0 : partsOf(shards) + models.length;
  await watch.stage('score', 'scores the opportunities', units, async (tick) => {
    if (models.length === 0) return;
    if (scoresByShard()) {
      await Promise.all(
        inGroups(shards, tick, (parts) => {
          const summary = `${counted(models.length, 'model')}: scores of ${partsText(parts)}`;
          return compute.scoreShard.executeWithOptions({ summary }, [{ run, ...parts }]);
        }),
      );
    }
    await Promise.all(
      models.map(async (model) => {
        await compute.scoreModel.executeWithOptions({ summary: `${model}: scores` }, [
          { run, model, parts: partsOf(shards) },
        ]);
        tick();
      }),
    );
  });
}

/** Into Daybreak's own list of leads, then the leads of the scenes that the settings name into the CRM. */
export async function pushToCrm(
  run: NightRun,
  scenes: readonly { readonly name: string; readonly models: readonly string[] }[],
  { parts, crm }: { readonly parts: number; readonly crm: readonly string[] },
  watch: Watch,
): Promise<Pushed> {
  const targets = scenes.flatMap(({ name, models }) => models.map((model) => ({ scene: name, model })));
  const inCrm = scenes.map(({ name }) => name).filter((name) => crm.includes(name));
  return watch.stage('push', 'writes the list of leads', targets.length + inCrm.length, async (tick) => {
    const results: BookResult[] = [];
    for (const { scene, model } of targets) {
      results.push(
        await light.pushScores.executeWithOptions({ summary: `${scene}/${model} to the list of leads` }, [
          { run, scene, model, parts },
        ]),
      );
      tick();
    }
    const { written = 0, same = 0 } = summed(results.map((r) => ({ ...r })));
    if (inCrm.length > 0) watch.update({ doing: `writes ${inCrm.join(', ')} into the CRM` });
    return { leadsWritten: written, leadsSame: same, pushes: await pushScenes(run, inCrm, parts, tick) };
  });
}

import { aggregateShard } from './aggregate-shard.ts';
import { alert } from './alert.ts';
import { awaitPartition } from './load/await-partition.ts';
import { checkSealed } from './check-sealed.ts';
import { computeShard } from './compute-shard.ts';
import { countTags } from './count-tags.ts';
import { dateAt } from './date-at.ts';
import { decideGate, gateNight } from './gate/gate-night.ts';
import { decideLate } from './decide-late.ts';
import { foldDays, markChangedFolds } from './fold-days.ts';
import { hashRowRanges, keepRowHash, knownRows } from './hash-rows.ts';
import { keepAhead } from './rows/keep-ahead.ts';
import { leadShard } from './lead/lead-shard.ts';
import { rankScene } from './lead/rank-scene.ts';
import { checkCrm } from './push/check-crm.ts';
import { loadPartition } from './load/load-partition.ts';
import { mapModel } from './map-model.ts';
import { mapShard } from './map-shard.ts';
import { measureNight } from './gate/measure-night.ts';
import { measureParts } from './gate/measure-part.ts';
import { missedPartitions, missPartition, tookPartition } from './load/missed-partitions.ts';
import { nightPlace } from './night-place.ts';
import { openNight } from './open-night.ts';
import { openReplay } from './replay/open-replay.ts';
import { planBackfill } from './replay/plan-backfill.ts';
import { planNight } from './plan-night.ts';
import { planReplay } from './replay/plan-replay.ts';
import { planPieces } from './plan-pieces.ts';
import { purgeStore } from './retain/purge.ts';
import { pushScene } from './push/push-scene.ts';
import { retryPush } from './push/retry-push.ts';
import { undoPush } from './push/undo-push.ts';
import { pushScores } from './push-scores.ts';
import { readSealed } from './read-sealed.ts';
import { recordNight } from './record-night.ts';
import { recordStage } from './record-stage.ts';
import { retainEvents } from './retain/retain-job.ts';
import { scoreModel } from './score/score-model.ts';
import { scoreShard } from './score/score-shard.ts';
import { sealNight } from './seal-night.ts';
import { takeOver } from './replay/take-over.ts';
import { tagPopulation } from './tag-population.ts';
import { writeFiles } from './write-files.ts';
import { writeFailure } from './report/write-failure.ts';
import { writeReport } from './report/write-report.ts';
import type { Parts } from '../domain/parts.ts';
import type { Verb } from './verb.ts';

/** Steps that wait and decide: they run in the orchestration worker. */
export const lightVerbs = {
  planNight,
  nightPlace,
  dateAt,
  awaitPartition,
  missPartition,
  missedPartitions,
  tookPartition,
  openNight,
  keepAhead,
  planReplay,
  planBackfill,
  openReplay,
  knownRows,
  keepRowHash,
  planPieces,
  checkSealed,
  readSealed,
  countTags,
  sealNight,
  decideGate,
  pushScores,
  checkCrm,
  pushScene,
  retryPush,
  undoPush,
  recordNight,
  recordStage,
  decideLate,
  alert,
  writeReport,
  writeFailure,
};

/** Steps that compute one part of a type's ids each; an activity does some of the parts, one after the other in a thread of the compute worker. */
export const shardVerbs = { computeShard, aggregateShard, writeFiles, mapModel, mapShard, scoreShard, leadShard };

/** All steps that compute; those that are not cut into parts are an activity a task. */
export const computeVerbs = {
  ...shardVerbs,
  loadPartition,
  markChangedFolds,
  foldDays,
  takeOver,
  hashRowRanges,
  tagPopulation,
  scoreModel,
  rankScene,
  measureParts,
  measureNight,
  gateNight,
  retainEvents,
  purgeStore,
};

export type ComputeVerb = keyof typeof computeVerbs;
type ShardVerb = keyof typeof shardVerbs;

type Step<V> = V extends Verb<infer Task, infer Result> ? { task: Task; result: Result } : never;
type TaskOf<V> = Step<V>['task'];
type ResultOf<V> = Step<V>['result'];

export type LightActivities = {
  readonly [K in keyof typeof lightVerbs]: (
    task: TaskOf<(typeof lightVerbs)[K]>,
  ) => Promise<ResultOf<(typeof lightVerbs)[K]>>;
};

/** Counts of all parts of a task, summed. */
type ShardActivities = {
  readonly [K in ShardVerb]: (
    task: Omit<TaskOf<(typeof shardVerbs)[K]>, 'part' | 'range'> & Parts,
  ) => Promise<Record<string, number>>;
};

export type ComputeActivities = ShardActivities & {
  readonly [K in Exclude<ComputeVerb, ShardVerb>]: (
    task: TaskOf<(typeof computeVerbs)[K]>,
  ) => Promise<ResultOf<(typeof computeVerbs)[K]>>;
};

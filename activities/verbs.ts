import { aggregateShard } from './aggregate-shard.ts';
import { awaitPartition } from './await-partition.ts';
import { checkSealed } from './check-sealed.ts';
import { computeShard } from './compute-shard.ts';
import { countTags } from './count-tags.ts';
import { foldDays, markChangedFolds } from './fold-days.ts';
import { hashRows } from './hash-rows.ts';
import { loadPartition } from './load-partition.ts';
import { mapModel } from './map-model.ts';
import { openNight } from './open-night.ts';
import { planNight } from './plan-night.ts';
import { pushScores } from './push-scores.ts';
import { readSealed } from './read-sealed.ts';
import { recordNight } from './record-night.ts';
import { scoreModel } from './score-model.ts';
import { sealNight } from './seal-night.ts';
import { tagPopulation } from './tag-population.ts';
import { writeFiles } from './write-files.ts';
import { writeReport } from './write-report.ts';
import type { Verb } from './verb.ts';

/** Steps that wait and decide: they run in the orchestration worker. */
export const lightVerbs = {
  planNight,
  awaitPartition,
  openNight,
  checkSealed,
  readSealed,
  countTags,
  sealNight,
  pushScores,
  recordNight,
  writeReport,
};

/** Steps that compute: each takes a group of tasks and runs them one after the other in a thread of the compute worker. */
export const computeVerbs = {
  loadPartition,
  markChangedFolds,
  foldDays,
  hashRows,
  tagPopulation,
  computeShard,
  aggregateShard,
  writeFiles,
  mapModel,
  scoreModel,
};

export type ComputeVerb = keyof typeof computeVerbs;

type Step<V> = V extends Verb<infer Task, infer Result> ? { task: Task; result: Result } : never;
type TaskOf<V> = Step<V>['task'];
type ResultOf<V> = Step<V>['result'];

export type LightActivities = {
  readonly [K in keyof typeof lightVerbs]: (
    task: TaskOf<(typeof lightVerbs)[K]>,
  ) => Promise<ResultOf<(typeof lightVerbs)[K]>>;
};

export type ComputeActivities = {
  readonly [K in ComputeVerb]: (
    tasks: readonly TaskOf<(typeof computeVerbs)[K]>[],
  ) => Promise<ResultOf<(typeof computeVerbs)[K]>[]>;
};

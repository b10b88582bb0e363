import { ACTIVITIES_A_STAGE } from '../../domain/parts.ts';
import { IDS_A_SHARD, shardCount } from '../../domain/salt.ts';

/** One measured night: how much there was, and the core-seconds of each stage (wall seconds times the threads that worked). */
export interface MeasuredNight {
  readonly opportunities: number;
  /** Ids of all types that the night computed. */
  readonly ids: number;
  /** Events loaded, and day cells folded from them. */
  readonly events: number;
  readonly days: number;
  /** Of the feature store's own files. */
  readonly storeBytes: number;
  /** Of the night's files. */
  readonly fileBytes: number;
  readonly stageSeconds: Readonly<Record<string, number>>;
}

/** seconds = fixed + an id's × ids, by stage. */
export interface Slope {
  readonly stage: string;
  readonly fixedSeconds: number;
  readonly secondsAnId: number;
}

/** A line through the smallest and the largest night, both given in order. A stage that does not grow has slope 0. */
export function slopesOf(small: MeasuredNight, large: MeasuredNight): Slope[] {
  if (small.ids >= large.ids) throw new Error('slopes need a smaller and a larger night');
  return Object.keys(large.stageSeconds).map((stage) => {
    const [a, b] = [small.stageSeconds[stage] ?? 0, large.stageSeconds[stage] ?? 0];
    const secondsAnId = Math.max(0, (b - a) / (large.ids - small.ids));
    return { stage, fixedSeconds: Math.max(0, a - secondsAnId * small.ids), secondsAnId };
  });
}

export interface Question {
  readonly ids: number;
  /** Day cells that a night reads for an id. */
  readonly entriesAnId: number;
  /** Day cells of an id that a night makes anew; the first night makes all of them. */
  readonly changedAnId: number;
  /** Share of the ids whose rows a night computes, 0 to 1; the others are taken over. */
  readonly awake: number;
  /** From the warehouse's last row to the deadline. */
  readonly windowMinutes: number;
  /** What a region holds before it should be split. */
  readonly regionBytes: number;
  readonly regionsAServer: number;
  readonly types: number;
  readonly models: number;
}

export interface Answer {
  readonly entries: number;
  readonly secondsByStage: Readonly<Record<string, number>>;
  readonly coreHours: number;
  /** Compute cores that end the night within the window. */
  readonly cores: number;
  readonly storeBytes: number;
  readonly fileBytes: number;
  readonly regions: number;
  readonly regionServers: number;
  readonly shards: number;
  readonly activities: number;
  /** Events in the histories of the night and its children. */
  readonly temporalEvents: number;
}

/**
 * What a row that is taken over costs of one that is computed, in the stages that take rows over; the others look at every id. As
 * docs/benchmarks.md has it for a night of which next to nothing woke up (warm-0.1pct, CPU). Loading is not part of a night.
 */
const TAKEN_OVER: Readonly<Record<string, number>> = { compute: 0.08, aggregate: 0.06, files: 0.19 };
/** Pieces of the stored ids, in which days are folded, the population is tagged and the accepted rows are hashed. */
const PIECES = 8;
/** What a night asks once, and its lines in the ledger. */
const SINGLE_STEPS = 26;
/** Its own three, and those of the workflow task that takes its result. */
const EVENTS_AN_ACTIVITY = 6;

/** What so many ids need. Work grows with ids, and within an id in proportion to its day cells. */
export function answerOf(small: MeasuredNight, large: MeasuredNight, question: Question): Answer {
  const daysAnId = large.days / large.ids;
  const heavier = (stage: string): number =>
    (stage === 'ingest' ? question.changedAnId : question.entriesAnId * shareOf(stage, question.awake)) / daysAnId;
  const secondsByStage = Object.fromEntries(
    slopesOf(small, large).map(({ stage, fixedSeconds, secondsAnId }) => [
      stage,
      fixedSeconds + secondsAnId * heavier(stage) * question.ids,
    ]),
  );
  const coreHours = Object.values(secondsByStage).reduce((sum, s) => sum + s, 0) / 3600;
  const entries = question.ids * question.entriesAnId;
  const storeBytes = (large.storeBytes / large.days) * entries;
  const regions = Math.ceil(storeBytes / question.regionBytes);
  const groups = Math.min(ACTIVITIES_A_STAGE, shardCount(question.ids, IDS_A_SHARD));
  // compute by type, aggregate by linked type, then files, map, score and measures; all models go along in one step
  const stages = question.types + (question.types - 1) + 4;
  // a model's scores put together, and into the list of leads
  const activities = SINGLE_STEPS + 3 * PIECES + groups * stages + 2 * question.models;
  return {
    entries,
    secondsByStage,
    coreHours,
    cores: Math.ceil((coreHours * 60) / question.windowMinutes),
    storeBytes,
    fileBytes: (large.fileBytes / large.ids) * question.ids,
    regions,
    regionServers: Math.ceil(regions / question.regionsAServer),
    shards: shardCount(question.ids, IDS_A_SHARD),
    activities,
    temporalEvents: activities * EVENTS_AN_ACTIVITY,
  };
}

/** Of a stage's work on a night of which every row is computed. */
function shareOf(stage: string, awake: number): number {
  const asleep = TAKEN_OVER[stage] ?? 1;
  return asleep + (1 - asleep) * awake;
}

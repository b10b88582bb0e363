import { shardCount } from '../../domain/salt.ts';

/** One measured night: how much there was, and the core-seconds of each stage (wall seconds times the threads that worked). */
export interface MeasuredNight {
  readonly ids: number;
  /** Values of base features and days in MID that the night read. */
  readonly entries: number;
  readonly opportunities: number;
  readonly storeBytes: number;
  readonly fileBytes: number;
  readonly stageSeconds: Readonly<Record<string, number>>;
}

/** seconds = fixed + perId × ids, by stage. */
export interface Slope {
  readonly stage: string;
  readonly fixedSeconds: number;
  readonly secondsAnId: number;
}

/** A line through the smallest and the largest night: a stage that does not grow has slope 0. */
export function slopesOf(nights: readonly MeasuredNight[]): Slope[] {
  const [small, large] = [nights[0], nights.at(-1)];
  if (!small || !large || small.ids === large.ids) throw new Error('slopes need two nights of different sizes');
  return Object.keys(large.stageSeconds).map((stage) => {
    const [a, b] = [small.stageSeconds[stage] ?? 0, large.stageSeconds[stage] ?? 0];
    const secondsAnId = Math.max(0, (b - a) / (large.ids - small.ids));
    return { stage, fixedSeconds: Math.max(0, a - secondsAnId * small.ids), secondsAnId };
  });
}

export interface Question {
  readonly ids: number;
  readonly entriesAnId: number;
  /** Share of ids that a warm night computes, 0 to 1. */
  readonly awake: number;
  /** Minutes between the warehouse's last row and the deadline. */
  readonly windowMinutes: number;
  readonly regionBytes: number;
  readonly regionsAServer: number;
  /** Replicas of HDFS. */
  readonly replicas: number;
}

export interface Answer {
  readonly entries: number;
  readonly coreHours: number;
  /** Compute cores that end a night within the window. */
  readonly cores: number;
  readonly storeBytes: number;
  readonly regions: number;
  readonly regionServers: number;
  readonly shards: number;
  readonly temporalActions: number;
  readonly minutesOn: Readonly<Record<string, number>>;
}

/** Stages whose work a warm night saves; the others look at every id. */
const WARM = new Set(['compute', 'aggregate', 'files']);
/** As workflows/groups.ts cuts a stage over shards, and the steps of a night that are not cut. */
const [GROUPS, PIECES, SINGLE_STEPS] = [64, 8, 14];
/** Temporal bills and stores about three events an activity: scheduled, started, completed. */
const EVENTS_AN_ACTIVITY = 3;

/** What so many ids need, by the slopes: ids and entries scale the work in proportion, the measured share of entries an id being kept in mind. */
export function answer(nights: readonly MeasuredNight[], question: Question, types: number, models: number): Answer {
  const large = nights.at(-1);
  if (!large) throw new Error('an answer needs measured nights');
  const heavier = question.entriesAnId / (large.entries / large.ids);
  const seconds = slopesOf(nights).map(({ stage, fixedSeconds, secondsAnId }) => {
    const share = WARM.has(stage) ? question.awake : 1;
    return fixedSeconds + secondsAnId * heavier * question.ids * share;
  });
  const coreHours = seconds.reduce((sum, s) => sum + s, 0) / 3600;
  const storeBytes = (large.storeBytes / large.entries) * question.entriesAnId * question.ids;
  const regions = Math.ceil(storeBytes / question.regionBytes);
  const shards = shardCount(question.ids);
  const cut = Math.min(GROUPS, shards);
  const activities = SINGLE_STEPS + 3 * PIECES + cut * (types + (types - 1) + 1 + 2 * models);
  return {
    entries: question.ids * question.entriesAnId,
    coreHours,
    cores: Math.ceil((coreHours * 60) / question.windowMinutes),
    storeBytes,
    regions,
    regionServers: Math.ceil((regions * question.replicas) / question.replicas / question.regionsAServer),
    shards,
    temporalActions: activities * EVENTS_AN_ACTIVITY,
    minutesOn: Object.fromEntries([16, 64, 256].map((cores) => [cores, (coreHours * 60) / cores])),
  };
}

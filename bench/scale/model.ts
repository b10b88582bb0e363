import { shardCount } from '../../domain/salt.ts';

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

/** Stages that a warm night saves; the others look at every id. Loading is not part of a night. */
const WARM = new Set(['compute', 'aggregate']);
/** As workflows/stages.ts cuts a stage, and the steps that are one activity each. */
const [GROUPS, PIECES, SINGLE_STEPS] = [64, 16, 15];
const EVENTS_AN_ACTIVITY = 3;

/** What so many ids need. Work grows with ids, and within an id in proportion to its day cells. */
export function answerOf(small: MeasuredNight, large: MeasuredNight, question: Question): Answer {
  const daysAnId = large.days / large.ids;
  const heavier = (stage: string): number =>
    (stage === 'ingest' ? question.changedAnId : question.entriesAnId * (WARM.has(stage) ? question.awake : 1)) /
    daysAnId;
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
  const groups = Math.min(GROUPS, shardCount(question.ids));
  const activities = SINGLE_STEPS + 3 * PIECES + groups * (2 * question.types + question.models) + question.models;
  return {
    entries,
    secondsByStage,
    coreHours,
    cores: Math.ceil((coreHours * 60) / question.windowMinutes),
    storeBytes,
    fileBytes: (large.fileBytes / large.ids) * question.ids,
    regions,
    regionServers: Math.ceil(regions / question.regionsAServer),
    shards: shardCount(question.ids),
    activities,
    temporalEvents: activities * EVENTS_AN_ACTIVITY,
  };
}

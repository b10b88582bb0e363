import { runFolder, type NightRun, type Stage } from '../domain/night.ts';
import type { StageRecord } from '../domain/stage-record.ts';
import type { StepAgain, StepAttempt } from '../domain/step-attempt.ts';
import type { Ports } from './ports.ts';

/** An attempt of an activity of Temporal after its first one. */
export interface Again {
  /** Of the activity, whatever its attempt: `<id of the workflow's run>/<id of the activity>`. */
  readonly activity: string;
  /** 2 or more. */
  readonly attempt: number;
}

/** The stage in whose line of the ledger a step counts; the others stand beside the stages. */
const STAGE_OF: Readonly<Record<string, Stage>> = {
  ...{ markChangedFolds: 'ingest', foldDays: 'ingest', tagPopulation: 'tag' },
  ...{ computeShard: 'compute', aggregateShard: 'aggregate', writeFiles: 'files' },
  ...{ mapModel: 'map', mapShard: 'map', scoreShard: 'score', scoreModel: 'score' },
  ...{ measureParts: 'gate', measureNight: 'gate', gateNight: 'gate' },
  ...{ pushScores: 'push', rankScene: 'push', leadShard: 'push', pushScene: 'push', writeReport: 'report' },
};

const folder = (run: NightRun): string => `${runFolder(run)}/attempts`;

/**
 * Keeps, beside the run, that a step of it is being done again; of a step before the run, beside a run 0; a step of no night leaves nothing. Temporal
 * tells a workflow nothing of the attempts of its activities, and a worker that was lost cannot tell of its own.
 */
export async function noteAttempt(
  { blobs, sha256, now }: Pick<Ports, 'blobs' | 'sha256' | 'now'>,
  step: string,
  task: unknown,
  { activity, attempt }: Again,
): Promise<void> {
  const run = runOf(task);
  if (!run) return;
  const { type } = task as { readonly type?: string };
  const atMs = Math.floor(now() / 1000);
  const name = [sha256(activity).slice(0, 16), attempt, atMs].join('-');
  await blobs.write(`${folder(run)}/${step}/${type ?? WHOLE}/${name}`, new Uint8Array());
}

/** The night that a task is of, with its run where one has begun; undefined for a task of no night. */
export function nightOf(task: unknown): (Omit<NightRun, 'run'> & Partial<NightRun>) | undefined {
  const given = (task ?? {}) as { readonly run?: unknown; readonly result?: { readonly run?: unknown } };
  // Some steps are given a run itself, others a task or the result of one; those before it, such as openNight, only the night.
  const found = [given.run, given.result?.run, given].find(
    (run) => typeof run === 'object' && run !== null && 'date' in run,
  );
  return found as ReturnType<typeof nightOf>;
}

function runOf(task: unknown): NightRun | undefined {
  const night = nightOf(task);
  return night && { dictionary: night.dictionary, date: night.date, run: night.run ?? BEFORE };
}

/** Stands with the report of a night of which no run began. */
const BEFORE = 0;

/** Of a step that is not cut by entity type. */
const WHOLE = '-';

/** What of a run was done again, by step; empty where everything went well the first time. */
export async function stepAttempts({ blobs }: Pick<Ports, 'blobs'>, run: NightRun): Promise<StepAttempt[]> {
  const paths = await blobs.list(folder(run));
  return paths.map((path): StepAttempt => {
    const [step = '', type = WHOLE, name = ''] = path.slice(folder(run).length + 1).split('/');
    const [activity = '', attempt, atMs] = name.split('-');
    return { step, ...(type === WHOLE ? {} : { type }), activity, attempt: Number(attempt), atMs: Number(atMs) };
  });
}

/**
 * What a night did again, before its run as well. By the clock, as every night of the date has the same place for that, and a run that is handed
 * over again has attempts of an earlier night. @param sinceMs when the night began; undefined: all of the run
 */
export async function nightAttempts(
  ports: Pick<Ports, 'blobs'>,
  run: NightRun,
  sinceMs: number | undefined,
): Promise<StepAttempt[]> {
  const own = run.run === BEFORE ? [] : await stepAttempts(ports, run);
  if (sinceMs === undefined) return own;
  const before = await stepAttempts(ports, { ...run, run: BEFORE });
  return [...before, ...own].filter(({ atMs }) => atMs >= sinceMs);
}

/**
 * Whether an attempt counts in a line of the ledger. By the clock as well: a run that is handed over again has attempts of an earlier time.
 */
export const isOfStage = (
  { step, type, atMs }: StepAttempt,
  { stage, dimension, startedMs, endedMs }: Pick<StageRecord, 'stage' | 'dimension' | 'startedMs' | 'endedMs'>,
): boolean =>
  STAGE_OF[step] === stage &&
  (dimension === undefined || type === undefined || type === dimension) &&
  atMs >= startedMs &&
  atMs <= endedMs;

/** How often pieces were done again: the latest attempt of each counts, as the note of an earlier one may be missing. */
export function timesAgain(attempts: readonly StepAttempt[]): number {
  const latest = new Map<string, number>();
  for (const { activity, attempt } of attempts) latest.set(activity, Math.max(attempt, latest.get(activity) ?? 1));
  return [...latest.values()].reduce((sum, attempt) => sum + attempt - 1, 0);
}

/** What was done again beside the stages of a ledger, by step; empty where nothing was. */
export function besideStages(attempts: readonly StepAttempt[], stages: readonly StageRecord[]): StepAgain[] {
  const beside = attempts.filter((attempt) => !stages.some((stage) => isOfStage(attempt, stage)));
  return [...new Set(beside.map(({ step }) => step))].sort().map((step) => ({
    step,
    attempts: 1 + timesAgain(beside.filter((attempt) => attempt.step === step)),
  }));
}

import { OPPORTUNITY } from './dictionary.ts';
import { STAGES, type Stage } from './night.ts';
import { quantile } from './quantile.ts';
import { stageName, type StageRecord } from './stage-record.ts';

/** How long a stage, or one dimension of it, takes by past nights. */
export interface Budget {
  readonly stage: Stage;
  readonly dimension?: string;
  /** Median, and nine nights of ten were done within. */
  readonly seconds: number;
  readonly p90Seconds: number;
  /** Median of the ids that went through; 0 where none are counted. */
  readonly rows: number;
  /** How many nights it was learnt from. */
  readonly nights: number;
}

/** A stage of the night under way, or one dimension of it. */
export interface StageSpan {
  readonly stage: Stage;
  readonly dimension?: string;
  readonly startedMs: number;
  /** Undefined while it runs. */
  readonly endedMs?: number;
}

export interface Forecast {
  readonly expectedEndMs: number;
  /** Time left between the expected end and the deadline, negative when it will be missed; undefined without a deadline. */
  readonly headroomMs?: number;
  /** How long this holds if nothing ends: from then on the end moves on with the clock. */
  readonly holdsMs: number;
  /** The first stage, in order, that took or takes longer than nine past nights of ten, such as `compute/user`. */
  readonly overBudget?: string;
  /** Past nights it rests on. */
  readonly nights: number;
}

/** Past nights that budgets are learnt from. */
export const BUDGET_NIGHTS = 14;
/** A stage of milliseconds is not over its budget for taking some more. */
const LEAST_OVER_SECONDS = 1;

/**
 * Budgets from the ledger of one dictionary: of the newest nights that ran from beginning to end, the last run of each. Replays, backfills,
 * failed runs and nights that were sealed before teach nothing. In the order of the stages; empty without such a night.
 */
export function budgetsOf(records: readonly StageRecord[], nights = BUDGET_NIGHTS): Budget[] {
  const taught = new Set(newestWhole(records, nights));
  const spans = new Map<string, StageRecord[]>();
  for (const record of records) {
    if (!taught.has(runOf(record))) continue;
    const key = stageName({ stage: record.stage, ...dimensionOf(record) });
    spans.set(key, [...(spans.get(key) ?? []), record]);
  }
  return [...spans.values()]
    .map(budgetOf)
    .sort((a, b) => STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage) || (dimension(a) < dimension(b) ? -1 : 1));
}

function newestWhole(records: readonly StageRecord[], nights: number): string[] {
  const lastRun = new Map<string, { run: number; computed: boolean; reported: boolean; failed: boolean }>();
  for (const { date, run, kind, stage, state } of records) {
    if (kind !== 'night') continue;
    const known = lastRun.get(date);
    if (known && known.run > run) continue;
    const seen = known?.run === run ? known : { run, computed: false, reported: false, failed: false };
    lastRun.set(date, {
      run,
      computed: seen.computed || stage === 'compute',
      reported: seen.reported || (stage === 'report' && state !== 'failed'),
      failed: seen.failed || state === 'failed',
    });
  }
  return [...lastRun]
    .filter(([, { computed, reported, failed }]) => computed && reported && !failed)
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .slice(0, nights)
    .map(([date, { run }]) => runOf({ date, run }));
}

const runOf = ({ date, run }: Pick<StageRecord, 'date' | 'run'>): string => `${date}/${run}`;

/** The scenes of a stage count together: from the first one's beginning to the last one's end. */
function budgetOf(records: readonly StageRecord[]): Budget {
  const byRun = new Map<string, StageRecord[]>();
  for (const record of records) byRun.set(runOf(record), [...(byRun.get(runOf(record)) ?? []), record]);
  const runs = [...byRun.values()];
  const seconds = runs.map(
    (run) => (Math.max(...run.map(({ endedMs }) => endedMs)) - Math.min(...run.map((r) => r.startedMs))) / 1000,
  );
  const [first] = records;
  return {
    stage: first?.stage ?? 'ingest',
    ...(first ? dimensionOf(first) : {}),
    seconds: quantile(seconds, 0.5),
    p90Seconds: quantile(seconds, 0.9),
    rows: quantile(
      runs.map((run) => Math.max(...run.map(({ rows }) => rows))),
      0.5,
    ),
    nights: runs.length,
  };
}

const dimensionOf = ({ dimension: name }: { readonly dimension?: string }): { dimension?: string } =>
  name === undefined ? {} : { dimension: name };
const dimension = ({ dimension: name }: Budget): string => name ?? '';

export interface Forecasting {
  readonly nowMs: number;
  /** What has begun. */
  readonly spans: readonly StageSpan[];
  readonly budgets: readonly Budget[];
  /** Ids by entity type, where they are known: more than usual take longer in proportion; that fewer take less is not relied on. */
  readonly ids?: Readonly<Record<string, number>>;
  readonly deadlineMs: number | undefined;
}

/** When the night will end if the stages ahead take what they usually take; undefined without past nights. */
export function forecast({ nowMs, spans, budgets, ids, deadlineMs }: Forecasting): Forecast | undefined {
  if (budgets.length === 0) return undefined;
  let leftMs = 0;
  let holdsMs = 0;
  let overBudget: string | undefined;
  for (const stage of STAGES) {
    let stageMs = 0;
    for (const budget of budgets.filter((candidate) => candidate.stage === stage)) {
      const span = spans.find((begun) => begun.stage === stage && begun.dimension === budget.dimension);
      const usualMs = 1000 * budget.seconds * growth(budget, ids);
      if (span === undefined) stageMs = Math.max(stageMs, passed(stage, spans) ? 0 : usualMs);
      else {
        const tookMs = (span.endedMs ?? nowMs) - span.startedMs;
        const limit = Math.max(budget.p90Seconds, budget.seconds + LEAST_OVER_SECONDS) * growth(budget, ids);
        if (tookMs > 1000 * limit) overBudget ??= stageName(budget);
        if (span.endedMs === undefined) stageMs = Math.max(stageMs, usualMs - tookMs);
        if (span.endedMs === undefined) holdsMs = Math.max(holdsMs, usualMs - tookMs);
      }
    }
    leftMs += stageMs;
  }
  const expectedEndMs = Math.round(nowMs + leftMs);
  return {
    expectedEndMs,
    holdsMs,
    ...(deadlineMs === undefined ? {} : { headroomMs: deadlineMs - expectedEndMs }),
    ...(overBudget === undefined ? {} : { overBudget }),
    nights: Math.max(...budgets.map((budget) => budget.nights)),
  };
}

/** What a later stage has begun is done or was left out. */
const passed = (stage: Stage, spans: readonly StageSpan[]): boolean =>
  spans.some((span) => STAGES.indexOf(span.stage) > STAGES.indexOf(stage));

function growth({ stage, dimension: type, rows }: Budget, ids: Forecasting['ids']): number {
  const now = stage === 'compute' ? ids?.[type ?? ''] : ids?.[OPPORTUNITY];
  return now === undefined || rows === 0 ? 1 : Math.max(1, now / rows);
}

/** Milliseconds that the stages from `first` on take in nine nights of ten; 0 without past nights. */
export const restMs = (budgets: readonly Budget[], first: Stage): number =>
  STAGES.slice(STAGES.indexOf(first)).reduce((sum, stage) => {
    const own = budgets.filter((budget) => budget.stage === stage).map(({ p90Seconds }) => p90Seconds);
    return sum + 1000 * Math.max(0, ...own);
  }, 0);

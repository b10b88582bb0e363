import { defineQuery, isCancellation, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { EndedStage } from '../activities/record-stage.ts';
import { forecast, type Budget, type Forecast, type StageSpan } from '../domain/budget.ts';
import type { NightProgress } from '../domain/progress.ts';
import type { StageTime } from '../domain/night-result.ts';
import type { Stage } from '../domain/night.ts';
import { CANCELLED } from '../domain/stage-record.ts';
import { causeOf } from './failure.ts';
import { measureHeadroom } from './headroom-metric.ts';
import { detailsOf } from './progress-text.ts';

const progressQuery = defineQuery<NightProgress>('progress');

/** Where the night stands: answers the `progress` query, fills the details of the Temporal UI, and remembers how long each stage took. */
export interface Watch {
  update(change: Partial<NightProgress>): void;
  stage<T>(
    stage: Stage,
    doing: string,
    planned: number,
    work: (tick: (shards?: number) => void) => Promise<T>,
    /** Rows that went through, for the ledger; left out where the stage's receipts count them. */
    rowsOf?: (result: T) => number,
  ): Promise<T>;
  /** One dimension of the stage under way, which then stands in the ledger by its dimensions. */
  dimension<T>(stage: Stage, type: string, work: () => Promise<T>): Promise<T>;
  /** A new run begins: stages of an earlier one no longer count. `ended` is told of every stage that ends from here on. */
  begin(run: number, ended: (stages: readonly EndedStage[]) => void): void;
  /** What forecasts are made from. */
  expect(known: { readonly budgets?: readonly Budget[]; readonly ids?: Readonly<Record<string, number>> }): void;
  readonly forecast: () => Forecast | undefined;
  /** Grows whenever a stage, or a dimension of one, begins or ends. */
  readonly changes: () => number;
  readonly now: () => NightProgress;
  readonly times: StageTime[];
}

/** A stage under way or ended. */
interface Span extends StageSpan {
  endedMs?: number;
  rows?: number;
  error?: string;
}

export function watchNight(): Watch {
  let state: NightProgress = {
    stage: 'wait',
    doing: 'reads the settings',
    done: 0,
    planned: 0,
    waitingFor: [],
    deadlineMs: undefined,
    late: false,
  };
  const times: StageTime[] = [];
  let spans: Span[] = [];
  let budgets: readonly Budget[] = [];
  let ids: Readonly<Record<string, number>> | undefined;
  let changes = 0;
  let ended: (stages: readonly EndedStage[]) => void = () => undefined;

  setHandler(progressQuery, () => state, { description: 'where the night stands' });
  const forecastNow = (): Forecast | undefined =>
    forecast({ nowMs: Date.now(), spans, budgets, deadlineMs: state.deadlineMs, ...(ids ? { ids } : {}) });
  const update = (change: Partial<NightProgress>): void => {
    const expected = forecastNow();
    if (expected?.headroomMs !== undefined) measureHeadroom(expected.headroomMs);
    state = { ...state, ...(expected ? { forecast: expected } : {}), ...change };
    setCurrentDetails(detailsOf(state));
  };
  async function timed<T>(span: Span, work: () => Promise<T>): Promise<T> {
    spans.push(span);
    changes += 1;
    try {
      return await work();
    } catch (error) {
      span.error = isCancellation(error) ? CANCELLED : causeOf(error);
      throw error;
    } finally {
      span.endedMs = Date.now();
      changes += 1;
    }
  }
  return {
    update,
    times,
    now: () => state,
    forecast: forecastNow,
    changes: () => changes,
    begin(run, tell) {
      state = { ...state, run };
      spans = [];
      ended = tell;
    },
    expect(known) {
      budgets = known.budgets ?? budgets;
      ids = known.ids ?? ids;
      update({});
    },
    dimension: (stage, type, work) => timed({ stage, dimension: type, startedMs: Date.now() }, work),
    async stage(stage, doing, planned, work, rowsOf) {
      update({ stage, doing, done: 0, planned });
      const span: Span = { stage, startedMs: Date.now() };
      try {
        const result = await timed(span, () =>
          work((shards = 1) => {
            update({ done: state.done + shards });
          }),
        );
        if (rowsOf) span.rows = rowsOf(result);
        times.push({ stage, startedMs: span.startedMs, endedMs: Date.now() });
        return result;
      } finally {
        ended(endedStages(spans, span));
      }
    },
  };
}

/** The lines of a stage for the ledger: its dimensions where it has some. One that has not ended when its stage fails fails with it. */
function endedStages(spans: readonly Span[], whole: Span): EndedStage[] {
  const parts = spans.filter(({ stage, dimension }) => stage === whole.stage && dimension !== undefined);
  return (parts.length > 0 ? parts : [whole]).map(
    ({ stage, dimension, startedMs, endedMs, rows, error = endedMs === undefined ? whole.error : undefined }) => ({
      stage,
      ...(dimension === undefined ? {} : { dimension }),
      startedMs,
      endedMs: endedMs ?? Date.now(),
      ...(rows === undefined ? {} : { rows }),
      ...(error === undefined ? { state: 'done' as const } : { state: 'failed' as const, error }),
    }),
  );
}

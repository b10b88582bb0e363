import {
  CancellationScope,
  continueAsNew,
  defineQuery,
  executeChild,
  isCancellation,
  ParentClosePolicy,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  requestOf,
  type BackfillOutcome,
  type BackfillProgress,
  type BackfillRequest,
  type BackfillResult,
  type BackfillStep,
} from '../domain/backfill.ts';
import { nightWorkflowId, type NightRequest } from '../domain/night.ts';
import { light } from './activities.ts';
import { causeOf } from './failure.ts';
import { nightly } from './nightly.ts';

const progressQuery = defineQuery<BackfillProgress>('progress');

/** Nights after which the history is begun anew: some ten events each. */
const NIGHTS_A_HISTORY = 500;
/** A sentence is enough; the night itself has the rest. */
const ERROR_CHARACTERS = 300;

/** Where a backfill stands that goes on in a new history. */
export interface BackfillState {
  /** Still to be done, in order. */
  readonly steps: readonly BackfillStep[];
  readonly outcomes: readonly BackfillOutcome[];
  readonly skipped: number;
}

/** Makes the nights of a span, some at a time, each a workflow of its own. One that fails stops no other. Nothing is handed to the CRM. */
export async function backfill(request: BackfillRequest, state?: BackfillState): Promise<BackfillResult> {
  const { steps, outcomes: before, skipped } = state ?? (await planned(request));
  const outcomes = [...before];
  const running = new Set<string>();
  const total = before.length + steps.length;
  const now = (): BackfillProgress => ({
    stage: outcomes.length === total ? 'done' : 'backfill',
    doing: doingText(outcomes, running),
    done: outcomes.length,
    planned: total,
    waitingFor: [],
    deadlineMs: undefined,
    late: false,
  });
  setHandler(progressQuery, now, { description: 'nights done and under way' });
  const show = (): void => {
    setCurrentDetails(`**${outcomes.length} of ${total} nights**: ${doingText(outcomes, running)}`);
  };

  const waiting = [...steps];
  let left = NIGHTS_A_HISTORY;
  const worker = async (): Promise<void> => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      running.add(step.date);
      show();
      outcomes.push(await nightOf(request, step));
      running.delete(step.date);
      show();
      if (--left <= 0 || workflowInfo().continueAsNewSuggested) return;
    }
  };
  // Not at the first that throws: nights that are being cancelled are waited for as well.
  const ended = await Promise.allSettled(Array.from({ length: request.parallel }, worker));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
  if (waiting.length > 0) await continueAsNew<typeof backfill>(request, { steps: waiting, outcomes, skipped });
  return { outcomes, skipped };
}

async function planned(request: BackfillRequest): Promise<BackfillState> {
  const { from, to, mode } = request;
  const summary = `which nights from ${from} to ${to} are ${request.features ? 'sealed' : mode}?`;
  const all = await light.planBackfill.executeWithOptions({ summary }, [request]);
  const steps = all.filter(({ action }) => action !== 'skip');
  return { steps, outcomes: [], skipped: all.length - steps.length };
}

async function nightOf(request: BackfillRequest, step: BackfillStep): Promise<BackfillOutcome> {
  const { dictionary } = request;
  const { date, because } = step;
  const night = requestOf(request, step);
  const options = {
    workflowId: nightWorkflowId(dictionary, date),
    args: [night] as [NightRequest],
    staticSummary: `${dictionary}: backfill of ${date}, ${because}`,
    memo: { request: night },
    searchAttributes: { RunDate: [date], Dictionary: [dictionary], RunKind: ['backfill'] },
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
  } as const;
  try {
    const result = await executeChild(nightly, options);
    return { date, state: 'sealed', run: result.run.run };
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError)
      return { date, state: 'failed', error: 'NIGHT_RUNNING: the night, or a replay of it, is running' };
    if (isCancellation(error) && CancellationScope.current().consideredCancelled) throw error;
    return { date, state: 'failed', error: causeOf(error).slice(0, ERROR_CHARACTERS) };
  }
}

function doingText(outcomes: readonly BackfillOutcome[], running: ReadonlySet<string>): string {
  const failed = outcomes.filter(({ state }) => state === 'failed').length;
  const names = running.size === 0 ? 'no night is running' : [...running].join(', ');
  return failed === 0 ? names : `${names} (${failed} failed)`;
}

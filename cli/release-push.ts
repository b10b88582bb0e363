import type { Client } from '@temporalio/client';
import { DaybreakError } from '../domain/errors.ts';
import { nightWorkflowId, type NightRequest, type NightRun } from '../domain/night.ts';
import type { Stack } from '../infra/stack.ts';
import { deliveredBefore, readSnapshot } from '../workers/without-temporal.ts';
import type { nightly } from '../workflows/index.ts';
import { ORCHESTRATION_QUEUE } from '../workflows/queues.ts';
import type { CliContext } from './context.ts';
import { noteReport } from './failed-report.ts';
import { followNight } from './follow-night.ts';
import { keptBack } from './kept-back.ts';
import { startAlone } from './start-alone.ts';

/**
 * Hands the scores of a sealed night over, now that a person has said that they are right: those that were judged, whatever has come in since.
 * It computes nothing.
 * @throws DaybreakError of the step that failed, NIGHT_RUNNING where the night has begun again meanwhile
 */
export async function pushReleased(
  context: CliContext,
  client: Client,
  stack: Stack,
  { dictionary, date }: NightRun,
  because: string,
): Promise<void> {
  const replay = { fromStage: 'push', asKnownNow: false, dictionaryNow: false, push: true, because } as const;
  // The night itself ends by it, so it is the night's line in the ledger that says so.
  const request: NightRequest = { dictionary, date, scene: undefined, population: undefined, kind: 'night', replay };
  const options = {
    workflowId: nightWorkflowId(dictionary, date),
    taskQueue: ORCHESTRATION_QUEUE,
    args: [request] as [NightRequest],
    staticSummary: `${dictionary}: release of ${date}, ${because}`,
    searchAttributes: { RunDate: [date], Dictionary: [dictionary], RunKind: ['night'] },
  } as const;
  const handle = await startAlone<typeof nightly>(client, 'nightly', options, request, {
    message: `the night ${dictionary} ${date} has begun again`,
    next: `your word is kept; wait until it has ended: npx daybreak nights ${dictionary}`,
  });
  try {
    const { run } = await followNight<typeof nightly>(handle, context.interrupted, stack);
    const kept = await keptBack(context, run);
    if (kept) throw kept;
  } catch (failure) {
    await noteReport(context, request, failure);
    throw failure;
  }
}

/** What has changed since the night was sealed, in a sentence with what would take it in; undefined where nothing has. */
export async function changedSince(context: CliContext, run: NightRun): Promise<string | undefined> {
  const ports = context.ports();
  const { dictionary, date, scene, population } = (await readSnapshot(ports.blobs, run)).request;
  try {
    await deliveredBefore(ports, { dictionary, date, scene, population });
    return undefined;
  } catch (error) {
    if (!(error instanceof DaybreakError)) throw error;
    return error.code === 'NIGHT_SEALED' ? `${error.message}; ${error.next}` : undefined;
  }
}

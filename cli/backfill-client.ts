import type { Client, WorkflowHandle } from '@temporalio/client';
import { backfillWorkflowId, type BackfillRequest } from '../domain/backfill.ts';
import type { backfill } from '../workflows/index.ts';
import { ORCHESTRATION_QUEUE } from '../workflows/queues.ts';
import { startAlone } from './start-alone.ts';

/** Starts a backfill, or joins the same one when it runs. @throws DaybreakError NIGHT_RUNNING when the span runs in another way */
export function startBackfill(client: Client, request: BackfillRequest): Promise<WorkflowHandle<typeof backfill>> {
  const { dictionary, from, to, mode, features } = request;
  const options = {
    workflowId: backfillWorkflowId(request),
    taskQueue: ORCHESTRATION_QUEUE,
    args: [request] as [BackfillRequest],
    staticSummary: `${dictionary}: ${features ? `${features.join(', ')} into` : mode} nights from ${from} to ${to}`,
    searchAttributes: { Dictionary: [dictionary], RunKind: ['backfill'] },
  } as const;
  return startAlone<typeof backfill>(client, 'backfill', options, request, {
    message: `another backfill of ${dictionary} from ${from} to ${to} is running`,
    next: 'wait until it has ended, or run the command that started it to follow it',
  });
}

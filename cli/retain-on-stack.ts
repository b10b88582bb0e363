import { retentionWorkflowId, type RetentionRequest, type RetentionResult } from '../domain/retention-request.ts';
import type { retention } from '../workflows/index.ts';
import { ORCHESTRATION_QUEUE } from '../workflows/queues.ts';
import { note, type CliContext } from './context.ts';
import { followNight } from './follow-night.ts';
import { connectTemporal, leaveTemporal } from './night-client.ts';
import { workflowUrl } from './night-text.ts';

/** Starts the retention of a dictionary as a workflow, or joins the one that runs, and follows it to its end. */
export async function retainOnStack(context: CliContext, request: RetentionRequest): Promise<RetentionResult> {
  const { dictionary } = request;
  const options = {
    workflowId: retentionWorkflowId(dictionary),
    taskQueue: ORCHESTRATION_QUEUE,
    args: [request] as [RetentionRequest],
    workflowIdConflictPolicy: 'USE_EXISTING',
    staticSummary: `${dictionary}: retention`,
    searchAttributes: { Dictionary: [dictionary], RunKind: ['retention'] },
  } as const;
  return context.withStack(async (stack) => {
    const client = await connectTemporal(stack.temporalAddress);
    const handle = await client.workflow.start<typeof retention>('retention', options);
    note(`follow it in the Temporal UI: ${workflowUrl(stack.uiUrl, handle.workflowId)}`);
    const result = await followNight<typeof retention>(handle, context.interrupted, stack);
    await leaveTemporal(client, stack);
    return result;
  });
}

import { isDeepStrictEqual } from 'node:util';
import type { Client, Workflow, WorkflowHandle, WorkflowStartOptions } from '@temporalio/client';
import { DaybreakError } from '../domain/errors.ts';
import { asUnreachable, temporal } from './night-client.ts';

/**
 * Starts a workflow that never runs beside another with its id, or joins it when the same request runs.
 * @throws DaybreakError NIGHT_RUNNING with the words given when another request runs, TEMPORAL_UNREACHABLE
 */
export async function startAlone<Run extends Workflow>(
  client: Client,
  type: string,
  options: Omit<WorkflowStartOptions<Run>, 'memo'>,
  request: unknown,
  running: { readonly message: string; readonly next: string },
): Promise<WorkflowHandle<Run>> {
  try {
    const alone = { ...options, workflowIdConflictPolicy: 'FAIL', memo: { request } } as WorkflowStartOptions<Run>;
    return await client.workflow.start<Run>(type, alone);
  } catch (error) {
    const { WorkflowExecutionAlreadyStartedError } = await temporal();
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw await asUnreachable(error);
    const handle = client.workflow.getHandle<Run>(options.workflowId);
    const { memo } = await handle.describe();
    // what went through JSON has lost what is undefined
    if (isDeepStrictEqual(memo?.['request'], JSON.parse(JSON.stringify(request)))) return handle;
    throw new DaybreakError('NIGHT_RUNNING', running.message, running.next, error);
  }
}

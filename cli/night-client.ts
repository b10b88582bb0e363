import type * as Temporal from '@temporalio/client';
import type { Client, Workflow, WorkflowFailedError, WorkflowHandle, WorkflowResultType } from '@temporalio/client';
import { DaybreakError, isErrorCode } from '../domain/errors.ts';
import { nightWorkflowId, type NightRequest } from '../domain/night.ts';
import type { Stack } from '../infra/stack.ts';
import type { nightly } from '../workflows/index.ts';
import { ORCHESTRATION_QUEUE } from '../workflows/queues.ts';

export type NightHandle = WorkflowHandle<typeof nightly>;

/** Loaded by the first command that needs Temporal: it takes as long to load as all else of a command. */
export const temporal = (): Promise<typeof Temporal> => import('@temporalio/client');

/** Connects to the stack's Temporal. @throws DaybreakError TEMPORAL_UNREACHABLE */
export async function connectTemporal(address: string): Promise<Client> {
  const { Client, Connection } = await temporal();
  try {
    return new Client({ connection: await Connection.connect({ address, connectTimeout: '15s' }) });
  } catch (cause) {
    throw unreachable(`Temporal does not answer on ${address}`, cause);
  }
}

/** Closes a connection after its last call. One to a Temporal that has moved is left: calls that wait for their next try would throw. */
export async function leaveTemporal(
  client: Client,
  { temporalAddress, temporalNow }: Pick<Stack, 'temporalAddress' | 'temporalNow'>,
): Promise<void> {
  if (temporalNow() === temporalAddress) await client.connection.close();
}

const unreachable = (message: string, cause: unknown): DaybreakError =>
  new DaybreakError(
    'TEMPORAL_UNREACHABLE',
    message,
    'renew the stack with `npx daybreak down` and run the same command again; `npx daybreak status` names its logs',
    cause,
  );

/** A call that Temporal did not answer, in our words; every other error as it is. */
export async function asUnreachable(error: unknown): Promise<unknown> {
  const { isGrpcServiceError, ServiceError } = await temporal();
  const call = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(call) ? unreachable(`Temporal did not take a request: ${call.details}`, error) : error;
}

/**
 * Starts the night, or joins it when it runs: one workflow a night and dictionary.
 * @throws DaybreakError NIGHT_RUNNING when one with another scene or population runs, TEMPORAL_UNREACHABLE
 */
export async function startNight(client: Client, request: NightRequest, ready?: string): Promise<NightHandle> {
  try {
    return await startOrJoin(client, request, ready);
  } catch (error) {
    throw await asUnreachable(error);
  }
}

async function startOrJoin(client: Client, request: NightRequest, ready: string | undefined): Promise<NightHandle> {
  const options = {
    workflowId: nightWorkflowId(request.dictionary, request.date),
    taskQueue: ORCHESTRATION_QUEUE,
    args: [request] as [NightRequest],
    workflowIdConflictPolicy: 'USE_EXISTING',
    staticSummary: `${request.dictionary}: night of ${request.date}`,
    memo: { request },
    searchAttributes: {
      RunDate: [request.date],
      Dictionary: [request.dictionary],
      RunKind: ['night'],
      ...(request.scene === undefined ? {} : { Scene: [request.scene] }),
    },
  } as const;
  const handle =
    ready === undefined
      ? await client.workflow.start<typeof nightly>('nightly', options)
      : await client.workflow.signalWithStart<typeof nightly, [string]>('nightly', {
          ...options,
          signal: 'ready',
          signalArgs: [ready],
        });
  const { memo } = await handle.describe();
  const running = memo?.['request'] as NightRequest | undefined;
  if (
    running &&
    (running.replay !== undefined || running.scene !== request.scene || running.population !== request.population) &&
    ready === undefined
  ) {
    throw new DaybreakError(
      'NIGHT_RUNNING',
      `the night ${request.dictionary} ${request.date} is running ${running.replay ? 'as a replay' : 'with another scene or population'}`,
      'wait until it has ended, or ask for it with the same --scene and --population to follow it',
    );
  }
  return handle;
}

/** Waits for a workflow's end. @throws DaybreakError with the code and advice of the step that failed */
export async function resultOf<Run extends Workflow>(handle: WorkflowHandle<Run>): Promise<WorkflowResultType<Run>> {
  try {
    return await handle.result();
  } catch (error) {
    const { WorkflowFailedError } = await temporal();
    throw error instanceof WorkflowFailedError ? await failureOf(error, handle.workflowId) : await asUnreachable(error);
  }
}

/** What a workflow ended with instead of a result, in our words. */
export async function failureOf(error: WorkflowFailedError, workflowId: string): Promise<DaybreakError> {
  const { ApplicationFailure } = await temporal();
  let cause: Error | undefined = error.cause;
  while (cause instanceof Error && !(cause instanceof ApplicationFailure) && cause.cause instanceof Error)
    cause = cause.cause;
  if (cause instanceof ApplicationFailure) {
    const code = isErrorCode(cause.type ?? '') ? (cause.type as DaybreakError['code']) : 'NIGHT_FAILED';
    const [next] = cause.details ?? [];
    return new DaybreakError(
      code,
      cause.message,
      typeof next === 'string' ? next : `look at ${workflowId} in the Temporal UI`,
      error,
    );
  }
  return new DaybreakError(
    'NIGHT_FAILED',
    `${workflowId} ended without a result: ${cause?.message ?? error.message}`,
    'look at it in the Temporal UI and run the same command again',
    error,
  );
}

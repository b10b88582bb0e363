import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';
import type { NightFailure } from '../domain/failure-report.ts';
import { nightWorkflowId, type NightRequest } from '../domain/night.ts';
import type { NightProgress } from '../domain/progress.ts';
import { CANCELLED, TERMINATED } from '../domain/stage-record.ts';
import { remoteStack } from '../infra/remote-stack.ts';
import { stackStatus } from '../infra/stack-status.ts';
import { recordEnded, type NightRecord } from '../workers/without-temporal.ts';
import type { CliContext } from './context.ts';
import { connectTemporal, failureOf, temporal } from './night-client.ts';

/** A line of the ledger, and what Temporal says to it: what is wrong with it, or where a night that runs stands. */
type ToldNight = NightRecord & { readonly note?: string; readonly now?: NightProgress };

/**
 * Asks Temporal of the nights that the ledger has as under way, as one that was terminated could not write that it has ended; it is written
 * now, with its report. No stack is started for it: without one, that is said. Never throws.
 */
export async function asTemporalSays(
  context: Pick<CliContext, 'home' | 'ports'>,
  dictionary: string,
  timeZone: string,
  records: readonly NightRecord[],
): Promise<ToldNight[]> {
  if (!records.some(isUnderWay)) return [...records];
  const all = (note: string): ToldNight[] =>
    records.map((record) => (isUnderWay(record) ? { ...record, note } : record));
  const { state, temporal } = stackStatus(context.home);
  const address = remoteStack(context.home)?.temporalAddress ?? (state === 'up' ? temporal : null);
  if (address === null) return all('stands still, as the stack is down: npx daybreak up');
  let client: Client;
  try {
    client = await connectTemporal(address);
  } catch {
    return all('Temporal does not answer, so nobody knows whether it runs: npx daybreak status');
  }
  try {
    const asked: ToldNight[] = [];
    for (const record of records)
      asked.push(isUnderWay(record) ? await told(context, client, { dictionary, timeZone, record }) : record);
    return asked;
  } finally {
    await client.connection.close();
  }
}

/** A night that is sealed goes on to its gates and the push. */
const isUnderWay = ({ state, stage }: NightRecord): boolean =>
  state === 'running' || (state === 'sealed' && stage !== 'done');

interface Line {
  readonly dictionary: string;
  readonly timeZone: string;
  readonly record: NightRecord;
}

async function told(context: Pick<CliContext, 'ports'>, client: Client, line: Line): Promise<ToldNight> {
  const { dictionary, record } = line;
  try {
    const found = await executionOf(client, dictionary, record);
    // one that ended well has said so, if with the words of an older version
    if (found.status.name === 'COMPLETED') return record;
    if (found.status.name === 'RUNNING') return await standing(client.workflow.getHandle(found.workflowId), record);
    const handle = client.workflow.getHandle(found.workflowId, found.runId);
    const why = await handle.result().then(
      () => undefined,
      (failed: unknown) => whyOf(failed, found.workflowId),
    );
    if (!why) return record;
    const progress = await progressOf(handle);
    if (!progress) return { ...record, state: 'failed', error: why.error };
    const { date, kind } = record;
    const asked = (found.memo?.['request'] as NightRequest | undefined) ?? {
      ...{ dictionary, date, scene: undefined, population: undefined },
      ...(kind === undefined ? {} : { kind }),
    };
    const endedMs = (found.closeTime ?? new Date()).getTime();
    const ended = { ...line, request: asked, progress, ...why, endedMs };
    return await recordEnded(context.ports())(ended, () => undefined);
  } catch (error) {
    const { WorkflowNotFoundError } = await temporal();
    if (error instanceof WorkflowNotFoundError)
      return record.state === 'sealed' ? record : { ...record, note: 'Temporal knows nothing of it: run it again' };
    return {
      ...record,
      note: `Temporal could not be asked: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

/** The ledger has a night as it began; where it stands it says itself. */
async function standing(handle: WorkflowHandle, record: NightRecord): Promise<ToldNight> {
  const now = await progressOf(handle);
  if (!now) return { ...record, note: NO_ANSWER };
  const { stage, run = record.run } = now;
  return { ...record, stage, run, ...(stage === 'done' ? {} : { now }) };
}

const NO_ANSWER = 'no worker answers for it: npx daybreak status';

const progressOf = (handle: WorkflowHandle): Promise<NightProgress | undefined> =>
  Promise.race([handle.query<NightProgress>('progress'), patience()]).catch(() => undefined);

/** Workers that are not up answer no query. */
const PATIENCE_MS = 10_000;
const patience = (): Promise<undefined> => sleep(PATIENCE_MS, undefined, { ref: false });

/**
 * The workflow that wrote a line. A night and its replays have one id and never run at once, so it is the newest that began before the line, or
 * the one that it was reset to since. @throws WorkflowNotFoundError
 */
async function executionOf(
  client: Client,
  dictionary: string,
  { date, startedMs }: NightRecord,
): Promise<WorkflowExecutionDescription> {
  const workflowId = nightWorkflowId(dictionary, date);
  const newest = await client.workflow.getHandle(workflowId).describe();
  if (newest.startTime.getTime() <= startedMs) return newest;
  let wrote: { readonly runId: string; readonly startTime: Date } | undefined;
  for await (const one of client.workflow.list({ query: `WorkflowId = ${JSON.stringify(workflowId)}` })) {
    const before = one.startTime.getTime() <= startedMs;
    if (before && (!wrote || one.startTime > wrote.startTime)) wrote = one;
  }
  const { WorkflowNotFoundError } = await temporal();
  if (!wrote) throw new WorkflowNotFoundError('no such run', workflowId, undefined);
  const wasReset = newest.raw.workflowExecutionInfo?.firstRunId === wrote.runId;
  return wasReset ? newest : client.workflow.getHandle(workflowId, wrote.runId).describe();
}

/** Why there is no result: in the words of a report, and of the ledger. */
async function whyOf(
  failed: unknown,
  workflowId: string,
): Promise<{ readonly failure: NightFailure; readonly error: string }> {
  const { CancelledFailure, TerminatedFailure, WorkflowFailedError } = await temporal();
  if (!(failed instanceof WorkflowFailedError)) throw failed;
  const next = 'run it again when you know why';
  if (failed.cause instanceof TerminatedFailure) {
    const { message: said } = failed.cause;
    const reason = NO_REASONS.includes(said) ? '' : `: ${said}`;
    const message = `its workflow was terminated from outside${reason}`;
    return { failure: { message, next, cancelled: false }, error: `${TERMINATED}${reason}` };
  }
  if (failed.cause instanceof CancelledFailure)
    return { failure: { message: 'the night was cancelled', next, cancelled: true }, error: CANCELLED };
  const { code, message, next: advice } = await failureOf(failed, workflowId);
  return { failure: { code, message, next: advice, cancelled: false }, error: `${code}: ${message}` };
}

/** What Temporal's server and its client say where nobody gave one. */
const NO_REASONS: readonly string[] = ['terminated by user via frontend', 'Workflow execution terminated'];

import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Workflow, WorkflowHandle, WorkflowResultType } from '@temporalio/client';
import { DaybreakError } from '../domain/errors.ts';
import type { NightProgress } from '../domain/progress.ts';
import type { Stack } from '../infra/stack.ts';
import { awaitResult } from './await-result.ts';
import { note } from './context.ts';
import { minutesText } from './minutes-text.ts';
import { placeOf } from './workflow-place.ts';

const POLL_MS = 300;

/** Of a night, or of another workflow with stages of its own. */
type Progress = Omit<NightProgress, 'stage'> & { readonly stage: string };

/**
 * Shows the progress of a night, or of another workflow that answers the same query, on standard error until it ends.
 * @throws DaybreakError INTERRUPTED on Ctrl-C; the workflow itself is left alone
 */
export async function followNight<Run extends Workflow>(
  handle: WorkflowHandle<Run>,
  interrupted: AbortSignal,
  stack: Pick<Stack, 'lost' | 'temporalAddress' | 'temporalNow'>,
): Promise<WorkflowResultType<Run>> {
  const stop = new AbortController();
  const place = placeOf(handle, stack);
  const showing = showProgress(place.handle, stop.signal);
  const aborted = new Promise<never>((_, reject) => {
    const interrupt = (): void => {
      reject(
        new DaybreakError(
          'INTERRUPTED',
          `stopped following ${handle.workflowId}`,
          'run the same command again to go on where it stands',
        ),
      );
    };
    if (interrupted.aborted) interrupt();
    else interrupted.addEventListener('abort', interrupt, { once: true });
  });
  try {
    return await Promise.race([
      awaitResult(place.handle, stop.signal),
      aborted,
      stack.lost.then(() => Promise.reject(stackLost(handle))),
    ]);
  } finally {
    stop.abort();
    await showing;
    await place.close();
  }
}

const stackLost = ({ workflowId }: Pick<WorkflowHandle, 'workflowId'>): DaybreakError =>
  new DaybreakError(
    'INTERRUPTED',
    `the stack was taken down while ${workflowId} ran`,
    'run the same command again to go on where it stands',
  );

async function showProgress(handleNow: () => Promise<Pick<WorkflowHandle, 'query'>>, stop: AbortSignal): Promise<void> {
  let shown = '';
  const gone = abandoned(stop);
  while (!stop.aborted) {
    const line = (await Promise.race([progressLine(handleNow), gone, patience()])) ?? '';
    if (line !== '' && line !== shown) {
      if (process.stderr.isTTY) process.stderr.write(`\r${line.slice(0, process.stderr.columns - 1)}\u001b[K`);
      else if (stageOf(line) !== stageOf(shown)) note(line);
      shown = line;
    }
    await sleep(POLL_MS, undefined, { signal: stop }).catch(() => undefined);
  }
  if (process.stderr.isTTY && shown !== '') process.stderr.write('\r\u001b[K');
}

/** A call that is under way at the end gets a moment, as its connection is closed then; one that nobody answers is left. */
const LAST_CALL_MS = 2_000;
/** Asked again after so long without an answer: Temporal may be elsewhere by now. */
const CALL_MS = 10_000;

const patience = (): Promise<undefined> => sleep(CALL_MS, undefined, { ref: false });

/** Gives nothing, a moment after the end. */
async function abandoned(stop: AbortSignal): Promise<undefined> {
  if (!stop.aborted) await once(stop, 'abort');
  await sleep(LAST_CALL_MS, undefined, { ref: false });
  return undefined;
}

/**
 * Undefined while the workers are not up to answer, or where they answer as those of another version do; the result is awaited apart, so nothing
 * is lost by not knowing.
 */
async function progressLine(handleNow: () => Promise<Pick<WorkflowHandle, 'query'>>): Promise<string | undefined> {
  try {
    return lineOf(await (await handleNow()).query<Progress>('progress'));
  } catch {
    return undefined;
  }
}

function lineOf(progress: Progress): string {
  const { stage, doing, done, planned, waitingFor, deadlineMs, late, forecast } = progress;
  const count = planned > 0 ? ` ${done}/${planned}` : '';
  const waiting = waitingFor.length > 0 ? `: ${waitingFor.join(', ')}` : '';
  const left =
    deadlineMs === undefined
      ? ''
      : late
        ? ', LATE'
        : `, ${minutesText((deadlineMs - Date.now()) / 60_000)} to the deadline${behind(forecast)}`;
  return `${stage.padEnd(9)} ${doing}${waiting}${count}${left}`;
}

/** Said only where past nights say that the deadline will be missed. */
const behind = (forecast: NightProgress['forecast']): string =>
  forecast?.headroomMs === undefined || forecast.headroomMs >= 0
    ? ''
    : `, EXPECTED ${minutesText(Math.max(1, -forecast.headroomMs / 60_000))} AFTER it`;

const stageOf = (line: string): string => line.replace(/ \d+\/\d+.*$/, '');

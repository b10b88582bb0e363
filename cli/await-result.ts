import { setTimeout as sleep } from 'node:timers/promises';
import type { Workflow, WorkflowHandle, WorkflowResultType } from '@temporalio/client';
import { DaybreakError } from '../domain/errors.ts';
import { resultOf } from './night-client.ts';

/** The client itself tries for some 15 seconds before it says that Temporal is unreachable; this often in a row is enough. */
const TRIES = 20;
const PAUSE_MS = 1_000;
/** A call that lasted this long had been answered meanwhile. */
const ANSWERED_MS = 60_000;

/**
 * Waits for a workflow's end through outages of Temporal: the supervisor starts it again, with all that it knew, and the workflow goes on.
 * @throws DaybreakError of the step that failed, or TEMPORAL_UNREACHABLE when it stays away
 */
export async function awaitResult<Run extends Workflow>(
  handle: WorkflowHandle<Run>,
  stop: AbortSignal,
): Promise<WorkflowResultType<Run>> {
  for (let tries = 1; ; tries++) {
    const since = performance.now();
    try {
      return await resultOf(handle);
    } catch (error) {
      const away = error instanceof DaybreakError && error.code === 'TEMPORAL_UNREACHABLE';
      if (performance.now() - since > ANSWERED_MS) tries = 1;
      if (!away || tries >= TRIES || stop.aborted) throw error;
    }
    await sleep(PAUSE_MS, undefined, { signal: stop });
  }
}

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
 * @param handleNow the workflow where Temporal is now; another handle than the one before where it has moved
 * @throws DaybreakError of the step that failed, or TEMPORAL_UNREACHABLE when it stays away
 */
export async function awaitResult<Run extends Workflow>(
  handleNow: () => Promise<WorkflowHandle<Run>>,
  stop: AbortSignal,
): Promise<WorkflowResultType<Run>> {
  let handle = await handleNow();
  for (let tries = 1; ; tries++) {
    const since = performance.now();
    try {
      const moved = new AbortController();
      try {
        return await Promise.race([resultOf(handle), movedFrom(handle, handleNow, moved.signal)]);
      } finally {
        moved.abort();
      }
    } catch (error) {
      const before = handle;
      handle = await handleNow().catch(() => before);
      // whoever has its place now may have answered that there is no such workflow
      if (handle !== before) continue;
      const away = error instanceof DaybreakError && error.code === 'TEMPORAL_UNREACHABLE';
      if (performance.now() - since > ANSWERED_MS) tries = 1;
      if (!away || tries >= TRIES || stop.aborted) throw error;
    }
    await sleep(PAUSE_MS, undefined, { signal: stop });
  }
}

/** Rejects once Temporal is elsewhere: whoever has taken its port may take calls and never answer. */
async function movedFrom<Run extends Workflow>(
  handle: WorkflowHandle<Run>,
  handleNow: () => Promise<WorkflowHandle<Run>>,
  stop: AbortSignal,
): Promise<never> {
  for (;;) {
    await sleep(PAUSE_MS, undefined, { signal: stop });
    if ((await handleNow().catch(() => handle)) !== handle) throw new Error('Temporal has moved');
  }
}

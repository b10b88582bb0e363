import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningProcess } from './running-process.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** A process that lived this long was well; its next death starts with the shortest pause again. */
const HEALTHY_MS = 30_000;

/** Milliseconds before the next start after so many deaths in a row. */
export const pauseMs = (deaths: number): number => Math.min(FIRST_PAUSE_MS * 2 ** (deaths - 1), LONGEST_PAUSE_MS);

/**
 * Starts a process again whenever it ends, with growing pauses, until the signal.
 * @param first the process as it runs now
 * @param again starts it anew; a failure counts as a death
 */
export async function keepRunning(
  first: RunningProcess,
  again: () => Promise<RunningProcess>,
  { signal, note }: { readonly signal: AbortSignal; readonly note: (what: string) => void },
): Promise<void> {
  const ended = (): boolean => signal.aborted;
  let deaths = 0;
  let process: RunningProcess | undefined = first;
  while (!ended()) {
    const since = performance.now();
    const how: string = process ? await process.exited : 'it could not be started';
    if (ended()) return;
    deaths = performance.now() - since > HEALTHY_MS ? 1 : deaths + 1;
    note(`${how}; starting it again in ${pauseMs(deaths)} ms`);
    try {
      await sleep(pauseMs(deaths), undefined, { signal });
      process = await again();
    } catch (error) {
      process = undefined;
      if (!ended()) note(error instanceof Error ? error.message : String(error));
    }
  }
}

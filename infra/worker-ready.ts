import { setTimeout as sleep } from 'node:timers/promises';
import { DaybreakError } from '../domain/errors.ts';
import { logTail, type RunningProcess } from './running-process.ts';

const READY_PATIENCE_MS = 120_000;

/**
 * Waits until a worker has said that it is ready, as long as it says anything on standard output from time to time.
 * @throws STACK_FAILED with the tail of its log when it ends before, or stays silent
 */
export async function untilReady(
  name: string,
  worker: RunningProcess,
  log: string,
  signal: AbortSignal,
  patienceMs = READY_PATIENCE_MS,
): Promise<void> {
  const patience = new AbortController();
  const silent = silence(worker, patienceMs, AbortSignal.any([signal, patience.signal]));
  try {
    const failure = await Promise.race([
      worker.ready.then(() => undefined),
      worker.exited.then((how) => `ended at once (${how})`),
      silent,
    ]);
    if (failure === undefined || signal.aborted) return;
    throw new DaybreakError(
      'STACK_FAILED',
      `The ${name} ${failure}; the end of ${log}:\n${logTail(log, 15)}`,
      'mend what the log names and run the same command again',
    );
  } finally {
    patience.abort();
    // the timer's own rejection, now that nobody waits for it
    silent.catch(() => undefined);
  }
}

/** Resolves when the worker has been silent as long as the patience, however long it was at it before. */
async function silence(worker: RunningProcess, patienceMs: number, signal: AbortSignal): Promise<string> {
  for (;;) {
    const leftMs = worker.saidAt() + patienceMs - performance.now();
    if (leftMs <= 0) return `said nothing for ${patienceMs / 1000} s`;
    await sleep(leftMs, undefined, { signal });
  }
}

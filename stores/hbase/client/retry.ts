import { sortException, type Remedy } from './exceptions.ts';
import { HBaseError } from './hbase-error.ts';
import type { Metrics } from './metrics.ts';

/**
 * Which failures may be met by doing it again. `always`: whatever has no lasting effect, or the same one each time (reads,
 * puts with a timestamp, deletes, increments with a nonce). `refused`: only where the server surely did nothing, for a
 * check-and-mutate: once carried out, its own effect could make it fail.
 */
export type Repeat = 'always' | 'refused';

const FIRST_PAUSE_MS = 40;
const LONGEST_PAUSE_MS = 5_000;

/** How long to wait before try number `attempt` (1 = the first repetition): doubling, half of it by chance. */
export function pauseMs(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempt - 1, 20));
  return full / 2 + (full / 2) * random();
}

export interface RetryOptions {
  readonly operationTimeoutMs: number;
  readonly metrics: Metrics;
  readonly repeat?: Repeat;
  /** Any of them ends it during a pause, with the signal's reason where that is an HBaseError. */
  readonly signals?: readonly AbortSignal[];
  /** Told before each pause, e.g. to forget a location. An error it throws ends the whole. */
  readonly onFailure?: (remedy: Remedy, error: HBaseError, attempt: number) => void | Promise<void>;
}

/**
 * Does `work` again, with growing pauses, until it succeeds, fails for good or no time is left for another try; then its last
 * error is thrown. The last try itself may end after that time, at most by its calls' own timeouts.
 */
export async function withRetries<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  const deadline = performance.now() + options.operationTimeoutMs;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const remedy = sortException(error);
      options.metrics.retries[remedy]++;
      if (!(error instanceof HBaseError) || !mayRepeat(error, remedy, options.repeat ?? 'always')) throw error;
      await options.onFailure?.(remedy, error, attempt);
      const pause = pauseMs(attempt);
      if (performance.now() + pause >= deadline) throw overdue(error, attempt, options.operationTimeoutMs);
      await sleep(pause, options.signals ?? []);
    }
  }
}

/** Whether a call that failed so may be sent again: one that must not run twice only where the server has not carried it out. */
export function mayRepeat(error: HBaseError, remedy: Remedy, repeat: Repeat): boolean {
  // a lost scanner is opened again by whoever reads from it
  if (remedy === 'never' || remedy === 'scanner-gone') return false;
  if (repeat === 'always') return true;
  return error.unsent || (error.kind === 'remote' && (remedy === 'relocate' || remedy === 'backoff'));
}

function overdue(error: HBaseError, attempts: number, timeoutMs: number): HBaseError {
  const { kind, javaClass, server, doNotRetry, unsent } = error;
  const tries = attempts === 1 ? 'once' : `${attempts} times`;
  return new HBaseError(kind, `${error.message} (Tried ${tries}; an operation may take ${timeoutMs} ms.)`, {
    cause: error,
    doNotRetry,
    unsent,
    ...(javaClass === undefined ? {} : { javaClass }),
    ...(server === undefined ? {} : { server }),
  });
}

async function sleep(ms: number, signals: readonly AbortSignal[]): Promise<void> {
  let stop: () => void = () => undefined;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    stop = () => {
      clearTimeout(timer);
      resolve();
    };
    for (const signal of signals) {
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop);
    }
  });
  for (const signal of signals) signal.removeEventListener('abort', stop);
  const reason: unknown = signals.find((signal) => signal.aborted)?.reason;
  if (reason instanceof HBaseError) throw reason;
  if (reason !== undefined) throw new HBaseError('cancelled', 'The operation was cancelled.', { cause: reason });
}

import { Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import type { Piscina } from 'piscina';
import { asApplicationFailure } from '../activities/failure.ts';
import { computeVerbs, type ComputeActivities, type ComputeVerb } from '../activities/verbs.ts';
import { DaybreakError } from '../domain/errors.ts';
import type { ThreadAnswer, ThreadTask } from './thread-task.ts';

const HEARTBEAT_MS = 1_000;

/** The compute verbs as Temporal activities: a group of tasks runs in a thread, one after the other, while this thread stays free to heartbeat. */
export function threadActivities(pool: Piscina<ThreadTask, ThreadAnswer>, home: string): ComputeActivities {
  const entries = (Object.keys(computeVerbs) as ComputeVerb[]).map(
    (verb) => [verb, groupActivity(pool, home, verb)] as const,
  );
  return Object.fromEntries(entries) as unknown as ComputeActivities;
}

/**
 * The heartbeat carries the results so far, so an attempt after a lost worker begins with the first task that has none.
 * Results are counts and file names, a few hundred bytes each.
 */
function groupActivity(pool: Piscina<ThreadTask, ThreadAnswer>, home: string, verb: ComputeVerb) {
  return async (tasks: readonly unknown[]): Promise<unknown[]> => {
    const context = Context.current();
    const results: unknown[] = [...((context.info.heartbeatDetails as unknown[] | undefined) ?? [])];
    const cancelled = new SharedArrayBuffer(4);
    const timer = setInterval(() => {
      context.heartbeat(results);
    }, HEARTBEAT_MS);
    context.cancellationSignal.addEventListener('abort', () => {
      Atomics.store(new Int32Array(cancelled), 0, 1);
    });
    try {
      for (const task of tasks.slice(results.length)) {
        if (context.cancellationSignal.aborted) throw new CancelledFailure('cancelled between two tasks');
        results.push(await runInThread(pool, { home, verb, task, cancelled }));
        context.heartbeat(results);
      }
      return results;
    } catch (error) {
      if (context.cancellationSignal.aborted) throw new CancelledFailure('cancelled', [], asError(error));
      throw asApplicationFailure(error);
    } finally {
      clearInterval(timer);
    }
  };
}

async function runInThread(pool: Piscina<ThreadTask, ThreadAnswer>, task: ThreadTask): Promise<unknown> {
  const answer = await pool.run(task);
  if (answer.ok) return answer.result;
  throw new DaybreakError(answer.code, answer.message, answer.next);
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

import { Context, type Info } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import type { Piscina } from 'piscina';
import { asApplicationFailure } from '../activities/failure.ts';
import type { Receipt } from '../activities/receipt.ts';
import { shardTasks } from '../activities/shard-tasks.ts';
import { computeVerbs, shardVerbs, type ComputeActivities, type ComputeVerb } from '../activities/verbs.ts';
import { DaybreakError } from '../domain/errors.ts';
import type { Parts } from '../domain/parts.ts';
import { summed } from '../domain/summed.ts';
import { observeStep } from './metrics.ts';
import { againOf } from './step-again.ts';
import type { ThreadAnswer, ThreadTask } from './thread-task.ts';

const HEARTBEAT_MS = 1_000;

/** The compute verbs as Temporal activities: a task runs in a thread, while this thread stays free to heartbeat. */
export function threadActivities(pool: Piscina<ThreadTask, ThreadAnswer>, home: string): ComputeActivities {
  const activityOf = (verb: ComputeVerb) => (verb in shardVerbs ? partsActivity : taskActivity)(pool, home, verb);
  const entries = (Object.keys(computeVerbs) as ComputeVerb[]).map((verb) => [verb, activityOf(verb)] as const);
  return Object.fromEntries(entries) as unknown as ComputeActivities;
}

const taskActivity = (pool: Piscina<ThreadTask, ThreadAnswer>, home: string, verb: ComputeVerb) => (task: unknown) =>
  heartbeating(
    () => undefined,
    async (cancelled) => {
      const result = await runInThread(pool, { home, verb, task, ...noted(Context.current().info), cancelled });
      observeStep(verb, task, result);
      return result;
    },
  );

/** How far an activity over parts is: it goes with the heartbeat, so that an attempt after a lost worker begins where that one was. */
interface PartsDone {
  readonly done: number;
  readonly counts: Record<string, number>;
}

const partsActivity =
  (pool: Piscina<ThreadTask, ThreadAnswer>, home: string, verb: ComputeVerb) =>
  (parts: Parts): Promise<Record<string, number>> => {
    const { info, cancellationSignal } = Context.current();
    let { done, counts } = (info.heartbeatDetails as PartsDone | undefined) ?? { done: 0, counts: {} };
    return heartbeating(
      () => ({ done, counts }),
      async (cancelled) => {
        const tasks = shardTasks(parts).slice(done);
        for (const [i, task] of tasks.entries()) {
          if (cancellationSignal.aborted) throw new CancelledFailure('cancelled between two parts');
          const again = i === 0 ? noted(info) : {};
          const receipt = (await runInThread(pool, { home, verb, task, ...again, cancelled })) as Receipt;
          counts = summed([counts, receipt.counts]);
          done += 1;
          Context.current().heartbeat({ done, counts });
        }
        return counts;
      },
    );
  };

/** What had to be done again shows in the ledger. */
function noted(info: Info): Pick<ThreadTask, 'again'> {
  const again = againOf(info);
  return again ? { again } : {};
}

async function heartbeating<T>(details: () => unknown, work: (cancelled: SharedArrayBuffer) => Promise<T>): Promise<T> {
  const context = Context.current();
  const cancelled = new SharedArrayBuffer(4);
  const timer = setInterval(() => {
    context.heartbeat(details());
  }, HEARTBEAT_MS);
  context.cancellationSignal.addEventListener('abort', () => {
    Atomics.store(new Int32Array(cancelled), 0, 1);
  });
  try {
    return await work(cancelled);
  } catch (error) {
    if (context.cancellationSignal.aborted) throw new CancelledFailure('cancelled', [], asError(error));
    throw asApplicationFailure(error);
  } finally {
    clearInterval(timer);
  }
}

async function runInThread(pool: Piscina<ThreadTask, ThreadAnswer>, task: ThreadTask): Promise<unknown> {
  const answer = await pool.run(task);
  if (answer.ok) return answer.result;
  throw new DaybreakError(answer.code, answer.message, answer.next);
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

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
/** Many times what a thread that is at work is ever silent. Counted by heartbeats, so that a process that is halted meanwhile does not count it. */
const SILENCE_MINUTES = 15;

interface Threads {
  readonly pool: Pick<Piscina<ThreadTask, ThreadAnswer>, 'run'>;
  readonly home: string;
  /** Called where a thread has a task and gives no sign of life: one that ran out of memory in a transaction of lmdb waits for itself. */
  readonly giveUp: (why: string) => void;
}

/** The compute verbs as Temporal activities: a task runs in a thread, while this thread stays free to heartbeat. */
export function threadActivities(threads: Threads): ComputeActivities {
  const activityOf = (verb: ComputeVerb) => (verb in shardVerbs ? partsActivity : taskActivity)(threads, verb);
  const entries = (Object.keys(computeVerbs) as ComputeVerb[]).map((verb) => [verb, activityOf(verb)] as const);
  return Object.fromEntries(entries) as unknown as ComputeActivities;
}

const taskActivity = (threads: Threads, verb: ComputeVerb) => (task: unknown) =>
  heartbeating(
    threads,
    () => undefined,
    async (shared) => {
      const result = await runInThread(threads, { verb, task, ...noted(Context.current().info), shared });
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
  (threads: Threads, verb: ComputeVerb) =>
  (parts: Parts): Promise<Record<string, number>> => {
    const { info, cancellationSignal } = Context.current();
    let { done, counts } = (info.heartbeatDetails as PartsDone | undefined) ?? { done: 0, counts: {} };
    return heartbeating(
      threads,
      () => ({ done, counts }),
      async (shared) => {
        const tasks = shardTasks(parts).slice(done);
        for (const [i, task] of tasks.entries()) {
          if (cancellationSignal.aborted) throw new CancelledFailure('cancelled between two parts');
          const again = i === 0 ? noted(info) : {};
          const receipt = (await runInThread(threads, { verb, task, ...again, shared })) as Receipt;
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

/** @param work is given what it shares with a thread, see ThreadTask */
async function heartbeating<T>(
  { giveUp }: Threads,
  details: () => unknown,
  work: (shared: SharedArrayBuffer) => Promise<T>,
): Promise<T> {
  const context = Context.current();
  const shared = new SharedArrayBuffer(8);
  const flags = new Int32Array(shared);
  let [signs, silentMs] = [0, 0];
  const timer = setInterval(() => {
    const before = signs;
    signs = Atomics.load(flags, 1);
    silentMs = signs === before ? silentMs + HEARTBEAT_MS : 0;
    if (silentMs >= SILENCE_MINUTES * 60_000) giveUp(`a thread gave no sign of life for ${SILENCE_MINUTES} minutes`);
    context.heartbeat(details());
  }, HEARTBEAT_MS);
  context.cancellationSignal.addEventListener('abort', () => {
    Atomics.store(flags, 0, 1);
  });
  try {
    return await work(shared);
  } catch (error) {
    if (context.cancellationSignal.aborted) throw new CancelledFailure('cancelled', [], asError(error));
    throw asApplicationFailure(error);
  } finally {
    clearInterval(timer);
  }
}

async function runInThread({ pool, home }: Threads, task: Omit<ThreadTask, 'home'>): Promise<unknown> {
  let answer: ThreadAnswer;
  try {
    answer = await pool.run({ home, ...task });
  } catch (cause) {
    // A task answers whatever it meets. Its thread died, maybe of another task, so this one is as good as that of a worker that was lost.
    throw new DaybreakError(
      'INTERRUPTED',
      `a thread died: ${asError(cause).message}`,
      'run the same command again',
      cause,
    );
  }
  if (answer.ok) return answer.result;
  throw new DaybreakError(answer.code, answer.message, answer.next);
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

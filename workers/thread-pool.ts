import { Piscina } from 'piscina';
import type { Logger } from 'pino';
import { TASKS_A_THREAD, type ThreadAnswer, type ThreadTask } from './thread-task.ts';

export type ThreadPool = Piscina<ThreadTask, ThreadAnswer>;

/**
 * The threads that compute. Another takes the place of one that dies, whose tasks fail.
 * @param filename whose default export does a task
 * @param giveUp called where none takes its place, as a task that waits for a thread then would wait for ever
 */
export function openThreadPool(
  filename: string,
  threads: number,
  log: Pick<Logger, 'error'>,
  giveUp: (why: string) => void,
): ThreadPool {
  const pool: ThreadPool = new Piscina({
    filename,
    // all of them from the beginning: the pool fills a thread before it starts another
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: TASKS_A_THREAD,
    // a thread that sleeps while it waits for work would not give back what lmdb reads for it, so that pages nobody needs are kept
    atomics: 'disabled',
    // a thread keeps its stores open: opening them anew for each task would cost more than the task
    idleTimeout: Infinity,
  });
  // what a thread without a task died of, which would end the process, and with it what other threads are at, if nobody listened
  pool.on('error', (error: unknown) => {
    log.error({ err: error }, 'a thread died');
    if (pool.threads.length < threads) giveUp('no thread takes the place of one that died');
  });
  return pool;
}

import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { COMPUTE_QUEUE } from '../workflows/queues.ts';
import { openLogger } from './logger.ts';
import { runWorker } from './run-worker.ts';
import { openTracing } from './tracing.ts';
import { threadActivities } from './thread-activities.ts';
import { openThreadPool } from './thread-pool.ts';
import { TASKS_A_THREAD } from './thread-task.ts';

/** The process that computes: as many threads as cores, a few activities a thread. Any number of these share a night. */
const log = openLogger('compute');
const threads = Number(process.env['DAYBREAK_THREADS'] ?? availableParallelism());
/** Whoever started this process starts another, and Temporal gives it the tasks of this one. */
const giveUp = (why: string): void => {
  log.error(why);
  // `exit` waits for every thread, also for one that waits for itself, and the first process of a container cannot kill itself
  process.abort();
};
const script = fileURLToPath(new URL('compute-thread.js', import.meta.url));
const pool = openThreadPool(script, threads, log, giveUp);

const home = process.env['DAYBREAK_HOME'] ?? process.cwd();
const activities = { ...threadActivities({ pool, home, giveUp }) };
const tracing = await openTracing('compute', process.env);
const maxConcurrentActivityTaskExecutions = threads * TASKS_A_THREAD;
await runWorker({ taskQueue: COMPUTE_QUEUE, activities, maxConcurrentActivityTaskExecutions, tracing }, log);
await pool.close();
process.exit(0);

import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { COMPUTE_QUEUE } from '../workflows/queues.ts';
import { openLogger } from './logger.ts';
import { runWorker } from './run-worker.ts';
import { openTracing } from './tracing.ts';
import { threadActivities } from './thread-activities.ts';
import { TASKS_A_THREAD, type ThreadAnswer, type ThreadTask } from './thread-task.ts';

/** The process that computes: as many threads as cores, a few activities a thread. Any number of these share a night. */
const log = openLogger('compute');
const threads = Number(process.env['DAYBREAK_THREADS'] ?? availableParallelism());
const pool = new Piscina<ThreadTask, ThreadAnswer>({
  filename: fileURLToPath(new URL('compute-thread.js', import.meta.url)),
  // all of them from the beginning: the pool fills a thread before it starts another
  minThreads: threads,
  maxThreads: threads,
  concurrentTasksPerWorker: TASKS_A_THREAD,
  // a thread that sleeps while it waits for work would not give back what lmdb reads for it, so that pages nobody needs are kept
  atomics: 'disabled',
  // a thread keeps its stores open: opening them anew for each task would cost more than the task
  idleTimeout: Infinity,
});

const activities = { ...threadActivities(pool, process.env['DAYBREAK_HOME'] ?? process.cwd()) };
const tracing = await openTracing('compute', process.env);
const maxConcurrentActivityTaskExecutions = threads * TASKS_A_THREAD;
await runWorker({ taskQueue: COMPUTE_QUEUE, activities, maxConcurrentActivityTaskExecutions, tracing }, log);
await pool.close();
process.exit(0);

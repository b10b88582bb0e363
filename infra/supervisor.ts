// The process that owns a local stack. Started by start-supervisor.ts, which sends it the plan; it outlives the command.
import { once } from 'node:events';
import { pino } from 'pino';
import { asDaybreakError } from '../domain/errors.ts';
import { endLeftovers } from './leftovers.ts';
import { tryLock } from './lock.js';
import { stackPlan } from './stack-plan.ts';
import { readStackRecord, removeStackRecord } from './stack-record.ts';
import { openStateFolder } from './state-folder.ts';
import { supervise } from './supervise.ts';
import type { SupervisorNews } from './supervisor-link.ts';

const destination = pino.destination({ fd: 1, sync: true });
// The disk of the log may be full. Nothing is logged as fatal, which would wait until there is room again.
destination.on('error', () => undefined);
const log = pino({ name: 'supervisor' }, destination);
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    stop.abort();
  });
}

// met in an event: without the supervisor nobody would end what it started
process.on('uncaughtException', (error) => {
  log.error({ err: error }, 'the supervisor failed');
  process.exitCode = 1;
  stop.abort();
});

/** Says its first news and lets go of the command that started it; `said` is called also where nobody listens any more. */
function tellStarter(news: SupervisorNews, said: () => void = () => undefined): void {
  if (!process.connected) {
    said();
    return;
  }
  process.send?.(news, undefined, undefined, () => {
    if (process.connected) process.disconnect();
    said();
  });
}

async function run(): Promise<void> {
  const [message] = (await Promise.race([once(process, 'message'), once(process, 'disconnect')])) as unknown[];
  if (message === undefined) return;
  const plan = stackPlan.parse(message);
  const state = openStateFolder(plan.home);
  const release = tryLock(state.supervisorLock);
  if (!release) {
    tellStarter({ is: 'busy' });
    return;
  }
  try {
    const left = await endLeftovers(readStackRecord(state)?.processes ?? []);
    if (left.length > 0) log.warn({ left }, 'ended what a supervisor that was killed had left behind');
    removeStackRecord(state);
    const onListening = (): void => {
      tellStarter({ is: 'listening' });
    };
    await supervise(plan, state, { log, onListening, stop: stop.signal });
  } finally {
    release();
  }
}

try {
  await run();
} catch (error) {
  log.error({ err: error }, 'the supervisor failed');
  const { code, message, next } = asDaybreakError(error);
  tellStarter({ is: 'failed', code, message, next }, () => {
    // whatever it has open: nobody would ever end it
    process.exit(1);
  });
}

import { computeVerbs } from '../activities/verbs.ts';
import type { Beat, Verb } from '../activities/verb.ts';
import { asDaybreakError, DaybreakError } from '../domain/errors.ts';
import { bindingsOfTask } from './log-bindings.ts';
import { loggedWith, openLogger } from './logger.ts';
import { clusterFromEnv } from './store-choice.ts';
import { openPorts, type OpenPorts } from './ports.ts';
import { tryToNote } from './step-again.ts';
import type { ThreadAnswer, ThreadTask } from './thread-task.ts';

const SIGN_MS = 1_000;

const log = openLogger('compute');
let ports: OpenPorts | undefined;

/** Runs one task of one verb in this thread. Errors go back as data: a thrown one would lose its code on the way between threads. */
export default async function runTask({ home, verb, task, again, shared }: ThreadTask): Promise<ThreadAnswer> {
  const flags = new Int32Array(shared);
  const alive = (): void => void Atomics.add(flags, 1, 1);
  const beat: Beat = (note) => {
    log.debug({ note }, 'working');
    alive();
    if (Atomics.load(flags, 0) === 1)
      throw new DaybreakError('INTERRUPTED', 'the step was cancelled', 'run the same command again');
  };
  const living = setInterval(alive, SIGN_MS);
  const startedMs = performance.now();
  return loggedWith(bindingsOfTask(verb, task), async (): Promise<ThreadAnswer> => {
    try {
      const opened = (ports ??= openPorts(home, log, clusterFromEnv(process.env)));
      if (again) await tryToNote(opened, verb, task, again);
      const result = await (computeVerbs[verb] as Verb<unknown, unknown>)(opened)(task, beat);
      log.info({ ms: Math.round(performance.now() - startedMs), rssBytes: process.memoryUsage.rss() }, 'done');
      return { ok: true, result };
    } catch (thrown) {
      const { code, message, next, stack } = asDaybreakError(thrown);
      if (code === 'INTERRUPTED') log.info({ code }, message);
      else log.error({ code, stack }, message);
      return { ok: false, code, message, next };
    } finally {
      clearInterval(living);
    }
  });
}

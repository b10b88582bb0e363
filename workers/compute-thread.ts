import { computeVerbs, type ComputeVerb } from '../activities/verbs.ts';
import type { Beat, Verb } from '../activities/verb.ts';
import { asDaybreakError } from '../domain/errors.ts';
import { openLogger } from './logger.ts';
import { clusterFromEnv } from './store-choice.ts';
import { openPorts, type OpenPorts } from './ports.ts';
import type { ThreadAnswer, ThreadTask } from './thread-task.ts';

let ports: OpenPorts | undefined;

/** Runs one task of one verb in this thread. Errors go back as data: a thrown one would lose its code on the way between threads. */
export default async function runTask({ home, verb, task, cancelled }: ThreadTask): Promise<ThreadAnswer> {
  const log = openLogger('compute');
  ports ??= openPorts(home, log, clusterFromEnv(process.env));
  const flag = new Int32Array(cancelled);
  const beat: Beat = (note) => {
    log.debug({ ...bindingsOf(verb, task), note }, 'working');
    if (Atomics.load(flag, 0) === 1) throw new Error('cancelled');
  };
  const startedMs = performance.now();
  try {
    const result = await (computeVerbs[verb] as Verb<unknown, unknown>)(ports)(task, beat);
    log.info(
      { ...bindingsOf(verb, task), ms: Math.round(performance.now() - startedMs), rssBytes: process.memoryUsage.rss() },
      'done',
    );
    return { ok: true, result };
  } catch (thrown) {
    const { code, message, next, stack } = asDaybreakError(thrown);
    log.error({ ...bindingsOf(verb, task), code, stack }, message);
    return { ok: false, code, message, next };
  }
}

/** What every log line of a task names: the night, the dictionary, the stage and the shard. */
function bindingsOf(verb: ComputeVerb, task: unknown): Record<string, unknown> {
  const t = task as Record<string, unknown> & { run?: { dictionary: string; date: string; run: number } };
  const { run, ...rest } = t;
  const shard = Object.fromEntries(
    ['type', 'part', 'model', 'range', 'path'].flatMap((key) => (key in rest ? [[key, rest[key]]] : [])),
  );
  return {
    stage: verb,
    dictionary: run?.dictionary ?? t['dictionary'],
    night: run?.date ?? t['date'],
    run: run?.run,
    ...shard,
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { remedyOf } from './exceptions.ts';
import type { Answer, Call, Exchange } from './exchange.ts';
import { HdfsError } from './hdfs-error.ts';
import type { Settings } from './options.ts';

export interface Question {
  readonly method: Call['method'];
  readonly operation: string;
  /** Absolute, not encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Whether asking twice is the same as asking once. */
  readonly repeatable: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Asks the NameNode that serves and reads its answer with `read`, through failover and restarts. */
export type Ask = <T>(question: Question, read: (answer: Answer) => Promise<T>) => Promise<T>;

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 4_000;

export function openNameNodes(settings: Settings, exchange: Exchange): Ask {
  const { namenodes } = settings;
  let serving = 0;
  return async (question, read) => {
    const until = performance.now() + settings.operationTimeoutMs;
    for (let tries = 0; ; tries++) {
      const asked = serving;
      try {
        return await read(await exchange(urlOf(settings, namenodes[asked] as URL, question), question));
      } catch (error) {
        const remedy = remedyOf(error, question.repeatable);
        if (remedy === 'never') throw error;
        // Another call may have found the serving one meanwhile.
        if (remedy === 'elsewhere' && serving === asked) serving = (asked + 1) % namenodes.length;
        // The other addresses are asked at once; only after a whole round is there a reason to wait.
        const rounds = remedy === 'later' ? tries : Math.floor((tries + 1) / namenodes.length) - 1;
        const pauseMs = rounds < 0 ? 0 : pauseOf(rounds);
        if (performance.now() + pauseMs > until) throw error;
        await pause(pauseMs, question);
      }
    }
  };
}

/** Doubling, and anything from half of it up, so that many clients do not come back at the same moment. */
const pauseOf = (rounds: number): number =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** rounds) * (0.5 + Math.random() / 2);

async function pause(pauseMs: number, { operation, path, signal }: Question): Promise<void> {
  try {
    await sleep(pauseMs, undefined, { signal });
  } catch (cause) {
    throw new HdfsError('aborted', `${operation} of ${path} was called off`, { operation, path, cause });
  }
}

function urlOf(settings: Settings, namenode: URL, question: Question): URL {
  const { path, operation, query = {} } = question;
  if (!path.startsWith('/')) throw new HdfsError('usage', `"${path}" is no absolute path`, { operation, path });
  const url = new URL(`/webhdfs/v1${path.split('/').map(encodeURIComponent).join('/')}`, namenode);
  const all: Question['query'] = { op: operation, ...query, ...settings.identity };
  for (const [name, value] of Object.entries(all)) if (value !== undefined) url.searchParams.set(name, String(value));
  return url;
}

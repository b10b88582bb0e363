import { AsyncLocalStorage } from 'node:async_hooks';
import { pino, type Logger } from 'pino';

type Bindings = Readonly<Record<string, unknown>>;

const current = new AsyncLocalStorage<Bindings>();

/** JSON lines on standard error; DAYBREAK_LOG sets the level. */
export function openLogger(process: string): Logger {
  const destination = pino.destination({ dest: 2, sync: true });
  // the disk of a log may be full: what is logged goes on, and the lines come when there is room again
  destination.on('error', () => undefined);
  return pino(
    {
      level: globalThis.process.env['DAYBREAK_LOG'] ?? 'info',
      base: { process },
      // pino may write into what it is given
      mixin: () => ({ ...current.getStore() }),
    },
    destination,
  );
}

/** Every line that `work` logs, however deep, carries the bindings: the night, the dictionary, the stage and the shard of a step. */
export const loggedWith = <T>(bindings: Bindings, work: () => Promise<T>): Promise<T> => current.run(bindings, work);

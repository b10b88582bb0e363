import { pino, type Logger } from 'pino';

/** JSON lines on standard error; DAYBREAK_LOG sets the level. A line tells night, dictionary, stage and shard by its bindings. */
export const openLogger = (process: string): Logger =>
  pino(
    { level: globalThis.process.env['DAYBREAK_LOG'] ?? 'info', base: { process } },
    pino.destination({ dest: 2, sync: true }),
  );

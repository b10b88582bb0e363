import type { Readable } from 'node:stream';
import { asDaybreakError, DaybreakError } from '../domain/errors.ts';

/** What comes in, to its end or to an interruption, which is an end like any other. @throws DaybreakError DROP_UNREADABLE */
export async function* untilInterrupted(input: Readable, interrupted: AbortSignal): AsyncGenerator<Uint8Array> {
  const end = (): void => {
    input.destroy();
  };
  interrupted.addEventListener('abort', end, { once: true });
  try {
    if (!interrupted.aborted) yield* input as AsyncIterable<Uint8Array>;
  } catch (cause) {
    if (interrupted.aborted) return;
    const known = asDaybreakError(cause);
    throw known.code === 'BUG'
      ? new DaybreakError(
          'DROP_UNREADABLE',
          `standard input cannot be read: ${known.message}`,
          'pipe NDJSON into the command',
          cause,
        )
      : known;
  } finally {
    interrupted.removeEventListener('abort', end);
  }
}

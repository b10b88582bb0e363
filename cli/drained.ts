import type { Writable } from 'node:stream';

const EVENTS = ['drain', 'error', 'close'] as const;

/** Until a stream has handed on what was written to it, or its reader is gone. Never rejects, and leaves no listener behind. */
export const drained = (stream: Writable): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      for (const event of EVENTS) stream.off(event, end);
      resolve();
    };
    for (const event of EVENTS) stream.on(event, end);
  });

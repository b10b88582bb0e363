import type { CellBatch } from './cell-batch.ts';
import type { ScanSession } from './scan-session.ts';

/**
 * The batches of a session, read ahead so that the server works while the reader does: at most `prefetch` wait, whatever the reader's
 * speed. While none is asked for, the session is renewed. `ending` is aborted when the reader leaves, so that it need not await a call.
 */
export async function* readAhead(
  session: ScanSession,
  prefetch: number,
  ending: AbortController,
): AsyncGenerator<CellBatch, void, undefined> {
  const waiting: CellBatch[] = [];
  const room = gate();
  const rows = gate();
  let isReaderWaiting = false;
  const end: { failure?: { readonly error: unknown }; hasCome: boolean } = { hasCome: false };
  const left = (): boolean => ending.signal.aborted;
  const isFull = (): boolean => waiting.length >= prefetch && !(isReaderWaiting && waiting.length === 0);

  async function fill(): Promise<void> {
    try {
      for (;;) {
        while (isFull() && !left()) if (!(await room.within(session.renewEveryMs()))) await session.renew();
        if (left()) return;
        const batch = await session.next();
        if (!batch) return;
        waiting.push(batch);
        rows.open();
      }
    } catch (error) {
      end.failure = { error };
    } finally {
      end.hasCome = true;
      rows.open();
    }
  }

  const filling = fill();
  try {
    for (;;) {
      const batch = waiting.shift();
      if (batch) {
        room.open();
        yield batch;
      } else if (end.hasCome) {
        if (end.failure) throw end.failure.error;
        return;
      } else {
        isReaderWaiting = true;
        room.open();
        await rows.within(undefined);
        isReaderWaiting = false;
      }
    }
  } finally {
    ending.abort();
    room.open();
    await filling;
    await session.close();
  }
}

interface Gate {
  open(): void;
  /** True once opened, false after so many ms. */
  within(ms: number | undefined): Promise<boolean>;
}

function gate(): Gate {
  let waiter: (() => void) | undefined;
  return {
    open() {
      waiter?.();
    },
    within: (ms) =>
      new Promise((resolve) => {
        const settle = (opened: boolean): void => {
          waiter = undefined;
          clearTimeout(timer);
          resolve(opened);
        };
        // unref: a stalled reader alone is no reason for the process to stay
        const timer = ms === undefined ? undefined : setTimeout(settle, ms, false).unref();
        waiter = () => {
          settle(true);
        };
      }),
  };
}

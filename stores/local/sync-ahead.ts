import { fdatasync } from 'node:fs';
import { promisify } from 'node:util';

const sync = promisify(fdatasync);
const BYTES_A_SYNC = 1 << 23;

/** Has the disk take a long file while it is written, so that little is left to wait for at its end. */
export interface SyncAhead {
  /** Tells how many bytes have been written; begins a sync when there is enough for one and none goes on. */
  reached(bytes: number): void;
  /** Resolves when none goes on; rejects where one failed, as the system tells of a failure only once. */
  end(): Promise<void>;
}

export function syncAhead(fd: number): SyncAhead {
  let begunAt = 0;
  let isFree = true;
  let last = Promise.resolve();
  const next = async (): Promise<void> => {
    isFree = false;
    await sync(fd);
    isFree = true; // never again after a failure, which so stays the last one
  };
  return {
    reached(bytes) {
      if (!isFree || bytes - begunAt < BYTES_A_SYNC) return;
      begunAt = bytes;
      last = next();
      last.catch(() => undefined); // `end` says it
    },
    end: () => last,
  };
}

import { closeSync, fsync, openSync } from 'node:fs';
import { promisify } from 'node:util';

const sync = promisify(fsync);

interface FolderSync {
  begun: boolean;
  readonly done: Promise<void>;
}

/** The last one of each folder that is not over. */
const last = new Map<string, FolderSync>();

/**
 * Has the disk hold the names that are in a folder when it is called. One that has not begun yet serves all who call meanwhile, as the files of a
 * step, and of shards that go on at once, mostly come into the same folder together.
 */
export function syncFolder(folder: string): Promise<void> {
  const before = last.get(folder);
  if (before?.begun === false) return before.done;
  const work = async (): Promise<void> => {
    // Whether that one failed is told to those whom it served.
    await before?.done.catch(() => undefined);
    one.begun = true;
    try {
      await syncNow(folder);
    } finally {
      if (last.get(folder) === one) last.delete(folder);
    }
  };
  const one: FolderSync = { begun: false, done: Promise.resolve().then(work) };
  last.set(folder, one);
  return one.done;
}

async function syncNow(folder: string): Promise<void> {
  const fd = openSync(folder, 'r');
  try {
    await sync(fd);
  } finally {
    closeSync(fd);
  }
}

import { statfsSync } from 'node:fs';
import { getSystemErrorName } from 'node:util';
import { asDaybreakError, DaybreakError } from '../../domain/errors.ts';

/** What lmdb or the system threw, as an error that names the store's folder. The codes of lmdb itself lie below -30,000; the others are errno. */
export function storeError(thrown: unknown, folder: string): DaybreakError {
  if (thrown instanceof DaybreakError) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const message = `the feature store in ${folder} failed: ${error.message}`;
  const system = asDaybreakError(
    Object.assign(new Error(message, { cause: error }), { code: systemName(error, folder) }),
  );
  if (system.code !== 'BUG') return system;
  return new DaybreakError(
    'STORE_FAILED',
    message,
    'run the same command again, and `daybreak doctor` if it fails again',
    error,
  );
}

function systemName(error: Error, folder: string): string | undefined {
  const code: unknown = 'code' in error ? error.code : undefined;
  if (typeof code === 'string') return code;
  if (error.message.includes('MDB_MAP_FULL')) return 'ENOSPC';
  if (typeof code !== 'number' || code <= 0 || code >= 1000) return undefined;
  const name = getSystemErrorName(-code);
  if (name !== 'EIO') return name;
  return isNearlyFull(folder) ? 'ENOSPC' : hasFileSizeLimit() ? 'EFBIG' : name;
}

const NEARLY_FULL_BYTES = 64 * 1024 * 1024;

/** A commit that a file-size limit (`ulimit -f`) cuts short looks the same. */
function hasFileSizeLimit(): boolean {
  const { userLimits } = process.report.getReport() as {
    userLimits?: { file_size_blocks?: { soft: number | 'unlimited' } };
  };
  return typeof userLimits?.file_size_blocks?.soft === 'number';
}

/** A commit that the disk has no room for ends in a short write, which lmdb reports as EIO. */
function isNearlyFull(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < NEARLY_FULL_BYTES;
  } catch {
    return false; // without an answer the error stays what lmdb said
  }
}

/** Synchronous work as a promise, its failures named. lmdb answers from memory, so there is nothing to wait for. */
export function settle<T>(folder: string, work: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    try {
      resolve(work());
    } catch (thrown) {
      reject(storeError(thrown, folder));
    }
  });
}

const ITEMS_A_TURN = 1000;

/** A scan as an async iterable that lets other work of the thread (heartbeats, signals) have its turn. */
export async function* paced<T>(folder: string, scan: () => Iterable<T>, itemsATurn = ITEMS_A_TURN): AsyncGenerator<T> {
  try {
    let count = 0;
    for (const item of scan()) {
      yield item;
      if (++count % itemsATurn === 0) await new Promise((turn) => setImmediate(turn));
    }
  } catch (thrown) {
    throw storeError(thrown, folder);
  }
}

import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { processIdentity } from './process-identity.js';

/** A file that is made and filled takes microseconds; one that stays empty this long belongs to a process that died in between. */
const EMPTY_IS_STALE_MS = 5_000;

/** @param {string} path @returns {string | undefined} undefined when there is no such file */
function contentOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** @param {unknown} error @param {string} code */
const isCode = (error, code) => error instanceof Error && 'code' in error && error.code === code;

/** @param {string} path */
function ageMs(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? 0 : Date.now() - stat.mtimeMs;
}

/** @param {string} path @param {string} content @returns {boolean} false when the file was there already */
function createFile(path, content) {
  try {
    const file = openSync(path, 'wx', 0o600);
    writeSync(file, content);
    closeSync(file);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/**
 * Whether a living process holds the lock.
 * @param {string} path
 * @returns {boolean}
 */
export function isLocked(path) {
  const content = contentOf(path);
  return content !== undefined && isOwnedAlive(path, content);
}

/** @param {string} path @param {string} content */
function isOwnedAlive(path, content) {
  const owner = /^(\d+) (.+)$/.exec(content);
  if (owner === null) return ageMs(path) < EMPTY_IS_STALE_MS;
  return processIdentity(Number(owner[1])) === owner[2];
}

/**
 * Two processes may find the same stale lock; without the guard the slower one would remove the faster one's new lock. Only a file that was
 * read goes: while it lies there nobody else can take the lock, whereas one that is missing may be made by somebody the next moment.
 * @param {string} path
 */
function removeStale(path) {
  const guard = `${path}.takeover`;
  if (!createFile(guard, '')) {
    if (ageMs(guard) > EMPTY_IS_STALE_MS) rmSync(guard, { force: true });
    return;
  }
  try {
    const content = contentOf(path);
    if (content !== undefined && !isOwnedAlive(path, content)) rmSync(path, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}

/**
 * Takes an exclusive lock between processes; a lock whose owner has died is taken over.
 * @param {string} path in a folder that exists
 * @returns {(() => void) | undefined} lets the lock go; undefined when a living process holds it
 */
export function tryLock(path) {
  const mine = `${String(process.pid)} ${processIdentity(process.pid) ?? ''}`;
  if (!createFile(path, mine)) {
    removeStale(path);
    if (!createFile(path, mine)) return undefined;
  }
  return () => {
    if (contentOf(path) === mine) rmSync(path, { force: true });
  };
}

/**
 * Does the work while holding the lock; waits, as long as it takes, for a living owner to let go.
 * @template T
 * @param {string} path in a folder that exists
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, work) {
  let release = tryLock(path);
  while (release === undefined) {
    await sleep(50);
    release = tryLock(path);
  }
  try {
    return await work();
  } finally {
    release();
  }
}

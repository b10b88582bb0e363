import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DaybreakError } from '../domain/errors.ts';

/** Raised when a release can no longer read what an older one wrote, or the other way round. */
const FORMAT = 1;

/** Where the local stack keeps what outlives a process; all paths absolute, all under `<home>/.daybreak`. */
export interface StateFolder {
  readonly root: string;
  readonly logs: string;
  readonly temporalDb: string;
  readonly temporalPorts: string;
  readonly metricsPorts: string;
  readonly stackFile: string;
  readonly supervisorLock: string;
}

const pathsOf = (home: string): StateFolder => {
  const root = join(home, '.daybreak');
  return {
    root,
    logs: join(root, 'logs'),
    temporalDb: join(root, 'temporal.db'),
    temporalPorts: join(root, 'temporal-ports.json'),
    metricsPorts: join(root, 'metrics-ports.json'),
    stackFile: join(root, 'stack.json'),
    supervisorLock: join(root, 'supervisor.lock'),
  };
};

/** Replaces a file in one step: a reader sees the old content or the new, never a part, also after a power cut. */
export function replaceFile(path: string, content: string): void {
  const draft = `${path}.${process.pid}.draft`;
  try {
    writeFileSync(draft, content, { mode: 0o600, flush: true });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw named(error, path);
  }
}

/** A full disk's error does not say which file it met. */
const named = (error: unknown, path: string): Error => {
  const { message, code } = error as NodeJS.ErrnoException;
  return Object.assign(new Error(`${path} cannot be written: ${message}`, { cause: error }), { code });
};

/** The content of a small file; undefined when there is none. */
export function readFileIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

const formatFile = (root: string): string => join(root, 'state.json');

/**
 * Where a home keeps its state; nothing is made.
 * @throws STATE_NEWER when a newer Daybreak wrote it: an older one would misread it
 */
export function stateFolder(home: string): StateFolder {
  const state = pathsOf(home);
  const text = readFileIfThere(formatFile(state.root));
  const format = text === undefined ? FORMAT : Number(/"format":\s*(\d+)/.exec(text)?.[1]);
  if (format <= FORMAT) return state;
  const found = Number.isNaN(format)
    ? `no state format that can be read (${formatFile(state.root)})`
    : `state format ${format}`;
  throw new DaybreakError(
    'STATE_NEWER',
    `${state.root} has ${found} and this Daybreak reads up to ${FORMAT}`,
    'update Daybreak, or choose another folder with DAYBREAK_HOME',
  );
}

/** @throws what keeps a file of a few kilobytes from being written there: a full disk, a limit, no permission */
export function requireRoom({ root }: StateFolder): void {
  const probe = join(root, 'room');
  replaceFile(probe, ' '.repeat(8192));
  rmSync(probe, { force: true });
}

/** The same, made and marked with its format when it is not there. */
export function openStateFolder(home: string): StateFolder {
  const state = stateFolder(home);
  try {
    mkdirSync(state.logs, { recursive: true });
  } catch (error) {
    // On a read-only file system the recursive form says ENOENT; the plain one says why.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') mkdirSync(state.root);
    throw error;
  }
  if (!existsSync(formatFile(state.root))) replaceFile(formatFile(state.root), `{ "format": ${FORMAT} }\n`);
  return state;
}

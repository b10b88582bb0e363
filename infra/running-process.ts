import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { readFileIfThere } from './state-folder.ts';
import type { ProcessCommand } from './stack-plan.ts';

const LOG_BYTES = 10_000_000;

export interface RunningProcess {
  readonly pid: number;
  /** Resolves, never rejects, with how it ended: `exit code 1`, `SIGKILL`. */
  readonly exited: Promise<string>;
  /** Resolves when it has said `ready` on standard output; never when it ends before. */
  readonly ready: Promise<void>;
  /** When it said its last line on standard output, or was started; by `performance.now()`. */
  readonly saidAt: () => number;
  /** Asks it to end (standard input closed, SIGTERM), insists after the patience (SIGKILL), returns when it is gone. */
  stop(patienceMs: number): Promise<void>;
}

/** Keeps one older file, so that a stack that stays up for months does not fill the disk with logs. */
export function openLog(path: string): number {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}

/** The last lines of a log, for an error message; empty when there is none. */
export const logTail = (path: string, lines: number): string =>
  (readFileIfThere(path) ?? '').trimEnd().split('\n').slice(-lines).join('\n');

/** Where the disk is full the line is lost, and nothing else. */
function keepLine(logFile: number, line: string): void {
  try {
    writeSync(logFile, `${line}\n`);
  } catch {
    // whoever says it goes on, and so must whoever listens
  }
}

/**
 * Starts a program whose standard output and error go to its log file. Its standard input stays open as long as this process
 * lives: closed means that it must end, so that nothing outlives a supervisor that was killed.
 * @throws Error when the program cannot be started
 */
export async function runProcess(
  { command, args }: ProcessCommand,
  { log, cwd, env }: { readonly log: string; readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<RunningProcess> {
  const logFile = openLog(log);
  const child: ChildProcess = spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', logFile] });
  const spawned = new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    // for its whole life, as an error that nobody listens for would end this process
    child.on('error', reject);
  });
  const { stdin, stdout } = child;
  // where too many files are open there are not even these, and `spawned` says why
  if (!stdin || !stdout) {
    closeSync(logFile);
    await spawned;
    throw new Error(`${command} has no pipes`);
  }
  // EPIPE when it ended first; `exited` tells that already
  stdin.on('error', () => undefined);

  const exited = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => {
      closeSync(logFile);
      resolve(signal ?? `exit code ${code ?? 'unknown'}`);
    });
  });
  let saidAt = performance.now();
  const ready = new Promise<void>((resolve) => {
    createInterface({ input: stdout }).on('line', (line) => {
      saidAt = performance.now();
      keepLine(logFile, line);
      if (line === 'ready') resolve();
    });
  });
  await spawned;

  return {
    pid: child.pid ?? 0,
    exited,
    ready,
    saidAt: () => saidAt,
    async stop(patienceMs) {
      stdin.end();
      child.kill('SIGTERM');
      const patience = new AbortController();
      const insist = sleep(patienceMs, undefined, { signal: patience.signal }).then(
        () => child.kill('SIGKILL'),
        () => false,
      );
      await exited;
      patience.abort();
      await insist;
    },
  };
}

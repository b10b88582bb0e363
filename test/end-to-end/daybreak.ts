import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A home of its own under the system's temporary folder. */
export const newHome = (): Promise<string> => mkdtemp(join(tmpdir(), 'daybreak home-'));

export const removeHome = (home: string): Promise<void> => rm(home, { recursive: true, force: true });

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const LAUNCHER = join(import.meta.dirname, '../../cli/daybreak.js');

/** A command under way. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;
  /** What it has said on standard error so far. */
  readonly said: () => string;
}

/** Starts `daybreak` as a person would, in a process of its own. */
export function start(home: string, ...args: string[]): Running {
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    env: { ...process.env, DAYBREAK_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const said = (): string => Buffer.concat(err).toString();
  const ended = new Promise<Ran>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout: Buffer.concat(out).toString(), stderr: said() });
    });
  });
  return { child, ended, said };
}

/** Runs `daybreak` to its end. */
export const daybreak = (home: string, ...args: string[]): Promise<Ran> => start(home, ...args).ended;

/** Runs a command that must succeed; what it printed on standard output. */
export async function succeed(home: string, ...args: string[]): Promise<string> {
  const ran = await daybreak(home, ...args);
  if (ran.code !== 0)
    throw new Error(
      `daybreak ${args.join(' ')} ended with ${String(ran.code)}:\n${ran.stderr}\n${ran.stdout.slice(0, 2000)}`,
    );
  return ran.stdout;
}

/** The same with --json: what it printed, parsed. */
export const json = async <T>(home: string, ...args: string[]): Promise<T> =>
  JSON.parse(await succeed(home, ...args, '--json')) as T;

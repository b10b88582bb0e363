import { spawn } from 'node:child_process';
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

/** Runs `daybreak` as a person would, in a process of its own. */
export function daybreak(home: string, ...args: string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [LAUNCHER, ...args], {
      env: { ...process.env, DAYBREAK_HOME: home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() });
    });
  });
}

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

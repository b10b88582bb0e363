import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseOutcome, type Outcome } from './task.ts';

/** A program that does tasks, a line each, in a process of its own. */
export interface Peer {
  readonly name: string;
  readonly run: (task: string) => Promise<Outcome>;
  readonly end: () => Promise<void>;
}

export interface PeerCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Takes what it says besides its answers. */
  readonly log: string;
}

/** Starts a peer and waits until it says that it is ready. @throws with the end of its log when it dies */
export async function startPeer(name: string, { command, args, log }: PeerCommand): Promise<Peer> {
  const child = spawn(command, args, { cwd: import.meta.dirname, stdio: 'pipe' });
  child.stderr.pipe(createWriteStream(log, { flags: 'a' }));
  child.stdin.on('error', () => undefined); // the end of its lines says the same
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => {
    const next = await lines.next();
    if (next.done === true) throw new Error(`${name} ended: ${lastOf(log)}`);
    return next.value;
  };
  await line();
  return {
    name,
    run: async (task) => {
      child.stdin.write(`${task}\n`);
      return parseOutcome(await line());
    },
    end: async () => {
      child.stdin.end();
      await endChild(child);
    },
  };
}

/** Waits for a process that was told to end, and ends it after a while. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await once(child, 'exit');
  clearTimeout(timer);
}

export const lastOf = (log: string): string =>
  readFileSync(log, 'utf8').trimEnd().split('\n').slice(-12).join(' | ').slice(-900);

import { setTimeout as sleep } from 'node:timers/promises';
import { DaybreakError } from '../domain/errors.ts';
import { processCommandLine } from './process-identity.js';
import { isAlive, type ProcessRecord } from './stack-record.ts';

type Kill = (pid: number, signal: 'SIGTERM' | 'SIGKILL') => unknown;

interface Patience {
  readonly termMs: number;
  readonly killMs: number;
  readonly kill: Kill;
}

const USUAL: Patience = {
  termMs: 5_000,
  // a disk that is slow to write back what a process had open keeps it for some seconds
  killMs: 15_000,
  kill: (pid, signal) => process.kill(pid, signal),
};

/** Ours only if pid, start and command line all agree: nothing that the stack did not start is ever signalled. */
const isOurs = (record: ProcessRecord): boolean =>
  isAlive(record) && processCommandLine(record.pid).includes(record.mark);

/** It ended between the look and the signal, or is another user's: the wait tells. */
const NOT_SIGNALLED: readonly unknown[] = ['ESRCH', 'EPERM'];

function signal(record: ProcessRecord, name: 'SIGTERM' | 'SIGKILL', kill: Kill): void {
  if (!isOurs(record)) return;
  try {
    kill(record.pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && NOT_SIGNALLED.includes(error.code))) throw error;
  }
}

/** Waits until it is gone. A process that is being torn down loses its command line before that: the wait asks for its identity alone. */
async function isGoneWithin(record: ProcessRecord, patienceMs: number): Promise<boolean> {
  const giveUpAt = performance.now() + patienceMs;
  while (isAlive(record)) {
    if (performance.now() >= giveUpAt) return false;
    await sleep(50);
  }
  return true;
}

async function isEnded(record: ProcessRecord, { termMs, killMs, kill }: Patience): Promise<boolean> {
  signal(record, 'SIGTERM', kill);
  if (await isGoneWithin(record, termMs)) return true;
  signal(record, 'SIGKILL', kill);
  return isGoneWithin(record, killMs);
}

/**
 * Ends what a supervisor left behind that was killed itself.
 * @returns names of the processes that were still there
 * @throws DaybreakError STATE_BUSY that names those that do not end: one that waits for a disk cannot be killed before the disk answers
 */
export async function endLeftovers(
  processes: readonly ProcessRecord[],
  patience: Partial<Patience> = {},
): Promise<string[]> {
  const left = processes.filter(isOurs);
  const ended = await Promise.all(left.map((record) => isEnded(record, { ...USUAL, ...patience })));
  const staying = left.filter((_, i) => !ended[i]);
  if (staying.length > 0) {
    const named = staying.map(({ name, pid }) => `${name} (process ${pid})`).join(', ');
    throw new DaybreakError(
      'STATE_BUSY',
      `${named} of a supervisor that was killed cannot be ended: it waits for a disk or network folder that does not answer, or is another user's`,
      `see what it waits for (ps -o pid,user,stat,wchan,args -p ${staying.map(({ pid }) => pid).join(',')}), mend that or restart the machine, then run the same command again`,
    );
  }
  return left.map(({ name }) => name);
}

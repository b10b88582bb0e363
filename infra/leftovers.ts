import { setTimeout as sleep } from 'node:timers/promises';
import { processCommandLine } from './process-identity.js';
import { isAlive, type ProcessRecord } from './stack-record.ts';

const TERM_PATIENCE_MS = 5_000;

/** Ours only if pid, start and command line all agree: nothing that the stack did not start is ever signalled. */
const isOurs = (record: ProcessRecord): boolean =>
  isAlive(record) && processCommandLine(record.pid).includes(record.mark);

function signal(record: ProcessRecord, name: 'SIGTERM' | 'SIGKILL'): void {
  if (!isOurs(record)) return;
  try {
    process.kill(record.pid, name);
  } catch (error) {
    // it ended between the look and the signal
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

async function end(record: ProcessRecord): Promise<void> {
  signal(record, 'SIGTERM');
  const killAt = performance.now() + TERM_PATIENCE_MS;
  // a process that is being torn down loses its command line before it is gone: the wait asks for its identity alone
  while (isAlive(record) && performance.now() < killAt) await sleep(50);
  signal(record, 'SIGKILL');
  while (isAlive(record)) await sleep(50);
}

/**
 * Ends what a supervisor left behind that was killed itself.
 * @returns names of the processes that were still there
 */
export async function endLeftovers(processes: readonly ProcessRecord[]): Promise<string[]> {
  const left = processes.filter(isOurs);
  await Promise.all(left.map(end));
  return left.map(({ name }) => name);
}

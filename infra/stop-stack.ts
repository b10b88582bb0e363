import { setTimeout as sleep } from 'node:timers/promises';
import { DaybreakError } from '../domain/errors.ts';
import { endLeftovers } from './leftovers.ts';
import { isLocked, tryLock } from './lock.js';
import { tellStackToEnd, untilGone } from './stack-client.ts';
import { isAlive, readStackRecord, removeStackRecord } from './stack-record.ts';
import { stateFolder } from './state-folder.ts';

const PATIENCE_MS = 60_000;

/**
 * Ends the stack of a home, whoever started it, and returns when all its processes are gone.
 * @returns `cleaned` when its supervisor had been killed and what it left has been ended
 * @throws STATE_BUSY when it does not end
 */
export async function stopStack(home: string, patienceMs = PATIENCE_MS): Promise<'ended' | 'cleaned' | 'was down'> {
  const state = stateFolder(home);
  const giveUp = AbortSignal.timeout(patienceMs);
  for (;;) {
    const record = readStackRecord(state);
    if (record && isAlive(record)) {
      // a supervisor that hangs takes the connection and answers nothing
      const ended = tellStackToEnd(record).then(() => untilGone(record));
      await Promise.race([ended, sleep(patienceMs, undefined, { ref: false })]);
      if (!isAlive(record)) return 'ended';
    } else if (!isLocked(state.supervisorLock)) {
      if (!record) return 'was down';
      const release = tryLock(state.supervisorLock);
      if (release) {
        try {
          await endLeftovers(record.processes);
          removeStackRecord(state);
        } finally {
          release();
        }
        return 'cleaned';
      }
    }
    if (giveUp.aborted) {
      throw new DaybreakError(
        'STATE_BUSY',
        `The local stack in ${state.root} did not end within ${patienceMs / 1000} s`,
        'end the processes that `daybreak status` names and run `daybreak down` again',
      );
    }
    // one that has only just begun has no record yet
    await sleep(100);
  }
}

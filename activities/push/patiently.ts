import { CrmError } from '../../crm/crm.ts';
import type { Beat } from '../verb.ts';
import { beating, type PushClock } from './clock.ts';

const LEAST_WAIT_MS = 1_000;

/** Waits for a CRM that says that calls are too many, so long in all: a limit of a second or a minute is no fault. */
export async function patiently<T>(clock: PushClock, beat: Beat, longestMs: number, ask: () => Promise<T>): Promise<T> {
  const slow = beating(clock, beat, () => 'waits, as the CRM asks for it');
  for (let leftMs = longestMs; ;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof CrmError) || error.trouble !== 'throttled') throw error;
      const waitMs = Math.max(error.retryAfterMs ?? 0, LEAST_WAIT_MS);
      if (waitMs > leftMs) throw error;
      await slow.sleep(waitMs);
      leftMs -= waitMs;
    }
  }
}

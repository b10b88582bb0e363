import { CrmError } from '../../crm/crm.ts';
import { counted } from '../../domain/counted.ts';
import { DaybreakError } from '../../domain/errors.ts';
import type { PushClock } from './clock.ts';
import { backoffMs, type Pace } from './pace.ts';
import type { Tally } from './tally.ts';

/** Calls of the CRM, each at its turn. What a later call may get is asked for again here, except what may have been written. */
export interface Caller {
  /** @throws CrmError `batch`; DaybreakError CRM_FAILED, CRM_LIMIT, CRM_REFUSED */
  read<T>(call: () => Promise<T>): Promise<T>;
  /** @throws CrmError `batch` and `transient`; DaybreakError CRM_FAILED, CRM_LIMIT, CRM_REFUSED */
  write<T>(call: () => Promise<T>): Promise<T>;
  /** Waits as long as after so many failures in a row. */
  rest(failures: number): Promise<void>;
}

/** Failures of one kind of call in a row, with none that was taken, after which the CRM counts as out of reach: minutes. */
const TRANSIENT_IN_A_ROW = 12;

/** @param longestMs the longest wait in one piece for a CRM that says that calls are too many */
export function callerOf(pace: Pace, clock: PushClock, tally: Tally, longestMs: number): Caller {
  const failing = { read: 0, write: 0, throttled: 0 };
  let throttledSinceMs = 0;
  /** No call before the time that the CRM asks for. Where that would be too long nothing is waited for at all. */
  const throttled = (error: CrmError): void => {
    if (failing.throttled === 0) throttledSinceMs = clock.nowMs();
    failing.throttled += 1;
    const waitMs = error.retryAfterMs || backoffMs(failing.throttled, clock);
    if (clock.nowMs() + waitMs - throttledSinceMs > longestMs) throw noMoreCalls(error, waitMs, longestMs);
    pace.throttled(waitMs);
  };
  const attempt = async <T>(kind: 'read' | 'write', call: () => Promise<T>): Promise<T> => {
    for (;;) {
      await pace.turn();
      tally.calls += 1;
      try {
        const answer = await call();
        failing[kind] = 0;
        failing.throttled = 0;
        pace.taken();
        return answer;
      } catch (error) {
        if (!(error instanceof CrmError)) throw error;
        if (error.trouble === 'permanent') throw refused(error);
        if (error.trouble === 'batch') {
          failing[kind] = 0;
          throw error;
        }
        tally.callsAgain += 1;
        if (error.trouble === 'throttled') {
          throttled(error);
          continue;
        }
        failing[kind] += 1;
        if (failing[kind] >= TRANSIENT_IN_A_ROW) throw outOfReach(error);
        // Calls were too many just behind a write: what came of it is asked for when calls are taken again.
        if (error.retryAfterMs !== undefined) throttled(error);
        else await clock.sleep(backoffMs(failing[kind], clock));
        if (kind === 'write') throw error;
      }
    }
  };
  return {
    read: (call) => attempt('read', call),
    write: (call) => attempt('write', call),
    rest: (failures) => clock.sleep(backoffMs(failures, clock)),
  };
}

const refused = (error: CrmError): DaybreakError =>
  new DaybreakError(
    'CRM_REFUSED',
    `the CRM refuses every call: ${error.message}`,
    'mend login, permission or field as it says and push again; what was delivered stays and is not sent twice',
    error,
  );

const minutes = (ms: number): string => counted(Math.ceil(ms / 60_000), 'minute');

const noMoreCalls = (error: CrmError, waitMs: number, longestMs: number): DaybreakError =>
  new DaybreakError(
    'CRM_LIMIT',
    `the CRM takes no more calls for ${minutes(waitMs)}, and a push waits ${minutes(longestMs)} at most (limits.wait_minutes): ${error.message}`,
    'what was delivered stays; the rest goes with `daybreak push retry` when the CRM takes calls again, or with the next night',
    error,
  );

const outOfReach = (error: CrmError): DaybreakError =>
  new DaybreakError(
    'CRM_FAILED',
    `the CRM does not answer as it should, however long it is waited for: ${error.message}`,
    'look whether the CRM runs; the push goes on where it stopped',
    error,
  );

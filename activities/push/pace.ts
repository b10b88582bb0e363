import type { PushClock } from './clock.ts';

/** When the next call may be sent; shared by all calls of a push. */
export interface Pace {
  /** Resolves when it is a call's turn. */
  turn(): Promise<void>;
  /** No call before so long from now, and fewer of them from then on. */
  throttled(waitMs: number): void;
  /** A call was taken: the calls come nearer to the rate again. */
  taken(): void;
}

const LEAST_SHARE = 1 / 64;
const NEARER = 1.05;

/** A bucket of tokens: it holds a second's worth at most and fills at the rate, which halves whenever the CRM says that calls are too many. */
export function paceOf(callsASecond: number, clock: PushClock): Pace {
  const full = Math.max(1, callsASecond);
  let rate = callsASecond;
  let tokens = full;
  let filledMs = clock.nowMs();
  let closedUntilMs = 0;
  const waitMs = (): number => {
    const now = clock.nowMs();
    tokens = Math.min(full, tokens + ((now - filledMs) * rate) / 1000);
    filledMs = now;
    return Math.max(closedUntilMs - now, tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * 1000) / rate));
  };
  return {
    turn: async () => {
      for (let wait = waitMs(); wait > 0; wait = waitMs()) await clock.sleep(wait);
      tokens -= 1;
    },
    throttled: (wait) => {
      rate = Math.max(callsASecond * LEAST_SHARE, rate / 2);
      tokens = Math.min(tokens, 1);
      closedUntilMs = Math.max(closedUntilMs, clock.nowMs() + wait);
    },
    taken: () => {
      rate = Math.min(callsASecond, rate * NEARER);
    },
  };
}

const FIRST_MS = 500;
const LONGEST_MS = 60_000;

/** How long to wait after so many failures in a row, from 1: longer each time, and by chance a part of it, so that several do not come back at once. */
export const backoffMs = (failures: number, { random }: Pick<PushClock, 'random'>): number =>
  Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1)) * (0.5 + random() / 2);

import type { Beat } from '../verb.ts';

/** Time and chance of a push, so that a test can have both as it likes. */
export interface PushClock {
  nowMs(): number;
  sleep(ms: number): Promise<void>;
  /** 0 <= x < 1. */
  random(): number;
}

export const wallClock: PushClock = {
  nowMs: () => Date.now(),
  sleep: (ms) =>
    new Promise((resolve) => {
      setTimeout(resolve, ms);
    }),
  random: () => Math.random(),
};

/** A step that waits is still alive: it says so this often. */
const BEAT_MS = 5_000;

/** The clock, with a sign of life now and then while it sleeps. */
export const beating = (clock: PushClock, beat: Beat, note: () => string): PushClock => ({
  ...clock,
  sleep: async (ms) => {
    for (let left = ms; left > 0; left -= BEAT_MS) {
      beat(note());
      await clock.sleep(Math.min(left, BEAT_MS));
    }
  },
});

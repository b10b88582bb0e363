/** Bounds how much work runs at a time for each key; more waits for its turn, first come first served. */
export type InFlight = <R>(key: string, work: () => Promise<R>) => Promise<R>;

/** @param limit of each key by itself, 1 or more */
export function inFlightLimit(limit: number): InFlight {
  const lanes = new Map<string, { running: number; readonly waiting: (() => void)[] }>();
  return async (key, work) => {
    const lane = lanes.get(key) ?? { running: 0, waiting: [] };
    lanes.set(key, lane);
    if (lane.running >= limit) await new Promise<void>((resolve) => lane.waiting.push(resolve));
    else lane.running++;
    try {
      return await work();
    } finally {
      const next = lane.waiting.shift();
      // The place passes straight to the next, so that no newcomer takes it in between.
      if (next) next();
      else if (--lane.running === 0) lanes.delete(key);
    }
  };
}

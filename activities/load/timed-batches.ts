const DUE = Symbol('due');

/**
 * Gathers items into batches for a writer: a batch is given when it has `enough` items, when its first item has waited `waitMs`, and at the
 * end. A batch is smaller than `enough` plus what comes at once.
 */
export async function* timedBatches<Item>(
  source: AsyncIterable<readonly Item[]>,
  enough: number,
  waitMs: number,
): AsyncGenerator<Item[]> {
  const iterator = source[Symbol.asyncIterator]();
  const ask = (): Promise<IteratorResult<readonly Item[]>> => {
    const answer = iterator.next();
    // It may fail while the writer is busy; the loop hears of it when it comes back.
    answer.catch(() => undefined);
    return answer;
  };
  let next = ask();
  let pending: Item[] = [];
  let alarm: Alarm | undefined;
  try {
    for (;;) {
      const come = await (alarm === undefined ? next : Promise.race([next, alarm.rings]));
      const ended = come !== DUE && come.done === true;
      if (come !== DUE && !ended) {
        pending.push(...come.value);
        next = ask();
        alarm ??= alarmIn(waitMs);
        if (pending.length < enough) continue;
      }
      alarm?.stop();
      alarm = undefined;
      if (pending.length > 0) yield pending;
      pending = [];
      if (ended) return;
    }
  } finally {
    alarm?.stop();
  }
}

interface Alarm {
  readonly rings: Promise<typeof DUE>;
  stop(): void;
}

function alarmIn(waitMs: number): Alarm {
  let timer: NodeJS.Timeout | undefined;
  const rings = new Promise<typeof DUE>((resolve) => {
    timer = setTimeout(resolve, waitMs, DUE);
  });
  return {
    rings,
    stop: () => {
      clearTimeout(timer);
    },
  };
}

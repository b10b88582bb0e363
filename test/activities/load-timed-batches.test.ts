import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { timedBatches } from '../../activities/load/timed-batches.ts';

const NEVER_MS = 2 ** 30;

async function gathered<Item>(batches: AsyncIterable<Item[]>): Promise<Item[][]> {
  const all: Item[][] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

describe('batches', () => {
  it('are given when there are enough, and the rest at the end', async () => {
    async function* source() {
      yield* [[1], [2, 3], [4], [5, 6, 7, 8], [], [9]];
      await sleep(1);
    }
    expect(await gathered(timedBatches(source(), 3, NEVER_MS))).toEqual([[1, 2, 3], [4, 5, 6, 7, 8], [9]]);
  });

  it('are given when the first item has waited long enough, although the source is silent', async () => {
    let open: () => void = () => undefined;
    const until = new Promise<void>((resolve) => (open = resolve));
    async function* source() {
      yield [1];
      yield [2];
      await until;
      yield [3];
    }
    const batches = timedBatches(source(), 100, 20);
    expect(await batches.next()).toEqual({ done: false, value: [1, 2] });
    open();
    expect(await gathered(batches)).toEqual([[3]]);
  });

  it('are none where nothing comes', async () => {
    expect(await gathered(timedBatches((async function* () {})(), 1, NEVER_MS))).toEqual([]);
  });

  it('end with the error of the source, after what came before it', async () => {
    async function* source() {
      yield [1];
      await sleep(1);
      throw new Error('broken pipe');
    }
    const batches = timedBatches(source(), 1, NEVER_MS);
    expect(await batches.next()).toEqual({ done: false, value: [1] });
    // Long enough for the source to fail while nobody waits for it.
    await sleep(20);
    await expect(batches.next()).rejects.toThrow('broken pipe');
  });
});

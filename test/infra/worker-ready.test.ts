import { describe, expect, it } from 'vitest';
import type { RunningProcess } from '../../infra/running-process.ts';
import { untilReady } from '../../infra/worker-ready.ts';

const PATIENCE_MS = 20;
const never = new Promise<never>(() => undefined);
const process = (it: Partial<RunningProcess>): RunningProcess => ({
  ...{ pid: 0, exited: never, ready: never, saidAt: () => 0, stop: () => never },
  ...it,
});
const wait = (it: Partial<RunningProcess>): Promise<void> =>
  untilReady('hadoop', process(it), '/nowhere.log', new AbortController().signal, PATIENCE_MS);

describe('a program that starts', () => {
  it('is waited for as long as it says something, however long that is', async () => {
    let lines = 0;
    let isReady: () => void;
    const ready = new Promise<void>((resolve) => (isReady = resolve));
    const saidAt = (): number => {
      if (++lines === 10) isReady();
      return performance.now();
    };
    await wait({ ready, saidAt });
    expect(lines).toBe(10);
  });

  it('is given up when it is silent, or ends', async () => {
    await expect(wait({})).rejects.toMatchObject({
      code: 'STACK_FAILED',
      message: expect.stringMatching(/^The hadoop said nothing for 0\.02 s/) as string,
    });
    await expect(
      wait({ exited: Promise.resolve('exit code 3'), saidAt: () => performance.now() }),
    ).rejects.toMatchObject({
      message: expect.stringMatching(/^The hadoop ended at once \(exit code 3\)/) as string,
    });
  });
});

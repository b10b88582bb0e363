import { describe, expect, it } from 'vitest';
import { keepRunning, pauseMs } from '../../infra/keep-running.ts';
import type { RunningProcess } from '../../infra/running-process.ts';

const endingAfter = (ms: number): RunningProcess => ({
  pid: 0,
  exited: new Promise((resolve) => setTimeout(resolve, ms, 'exit code 1')),
  ready: Promise.resolve(),
  saidAt: () => performance.now(),
  stop: () => Promise.resolve(),
});

describe('a process that is kept running', () => {
  it('is started again after pauses that double up to a bound', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 50].map(pauseMs)).toEqual([250, 500, 1000, 2000, 4000, 8000, 10000, 10000]);
  });

  it('counts a start that fails as a death and goes on trying', async () => {
    const ending = new AbortController();
    const notes: string[] = [];
    let starts = 0;
    await keepRunning(
      endingAfter(1),
      () => {
        starts++;
        if (starts === 1) return Promise.reject(new Error('no memory'));
        ending.abort();
        return Promise.resolve(endingAfter(60_000));
      },
      { signal: ending.signal, note: (what) => notes.push(what) },
    );
    expect(notes).toEqual([
      'exit code 1; starting it again in 250 ms',
      'no memory',
      'it could not be started; starting it again in 500 ms',
    ]);
  });
});

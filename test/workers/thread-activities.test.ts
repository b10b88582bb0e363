import type { Info } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { Piscina } from 'piscina';
import { afterEach, expect, it, vi } from 'vitest';
import { threadActivities } from '../../workers/thread-activities.ts';
import type { ThreadAnswer, ThreadTask } from '../../workers/thread-task.ts';

const NIGHT = { run: { dictionary: 'shop', date: '2026-03-02', run: 1 }, type: 'user' };
/** Parts 2 to 5. */
const PARTS = { from: 2, to: 6, of: 8 };

interface Attempt {
  readonly environment: MockActivityEnvironment;
  /** What the threads were given. */
  readonly given: { readonly part: number; readonly again: ThreadTask['again'] | undefined }[];
  /** Details of its heartbeats. */
  readonly beats: unknown[];
  readonly counts: Promise<unknown>;
}

const withPool = (run: (task: ThreadTask) => Promise<ThreadAnswer>, giveUp = (): void => undefined) => ({
  pool: { run } as Pick<Piscina<ThreadTask, ThreadAnswer>, 'run'>,
  home: '/home',
  giveUp,
});

/** An attempt of an activity over PARTS; a thread answers with ten times the part's number as rows. @param before runs before a part is answered */
function attempt(
  info: Partial<Info>,
  before: (part: number, environment: MockActivityEnvironment) => void = () => undefined,
): Attempt {
  const environment = new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') });
  const given: Attempt['given'] = [];
  const beats: unknown[] = [];
  environment.on('heartbeat', (details: unknown) => beats.push(details));
  const run = ({ task, again }: ThreadTask): Promise<ThreadAnswer> => {
    const { part } = task as { readonly part: number };
    given.push({ part, again });
    before(part, environment);
    return Promise.resolve({ ok: true, result: { files: [], counts: { rows: 10 * part } } });
  };
  const counts = environment.run(() => threadActivities(withPool(run)).computeShard({ ...NIGHT, ...PARTS }));
  return { environment, given, beats, counts };
}

it('an activity over parts says after each how far it is, and with which counts', async () => {
  const { counts, given, beats } = attempt({});
  expect(await counts).toEqual({ rows: 140 });
  expect(given).toEqual([2, 3, 4, 5].map((part) => ({ part, again: undefined })));
  expect(beats).toEqual([
    { done: 1, counts: { rows: 20 } },
    { done: 2, counts: { rows: 50 } },
    { done: 3, counts: { rows: 90 } },
    { done: 4, counts: { rows: 140 } },
  ]);
});

it('its next attempt begins where the last heartbeat of a lost worker was, and only its first part is one done again', async () => {
  const lost = attempt({}, (part) => {
    if (part === 4) throw new Error('the worker is lost');
  });
  await expect(lost.counts).rejects.toThrow('the worker is lost');
  const { counts, given, beats } = attempt({ attempt: 2, activityId: '7', heartbeatDetails: lost.beats.at(-1) });
  expect(await counts).toEqual({ rows: 140 });
  expect(given).toEqual([
    { part: 4, again: { attempt: 2, activity: expect.stringMatching(/\/7$/) as unknown } },
    { part: 5, again: undefined },
  ]);
  expect(beats).toEqual([
    { done: 3, counts: { rows: 90 } },
    { done: 4, counts: { rows: 140 } },
  ]);
});

it('one that was done when its worker was lost does nothing and has all counts', async () => {
  const { counts, given } = attempt({ attempt: 2, heartbeatDetails: { done: 4, counts: { rows: 140 } } });
  expect(await counts).toEqual({ rows: 140 });
  expect(given).toEqual([]);
});

it('one whose thread died is tried again, whatever the thread died of', async () => {
  const { counts } = attempt({}, () => {
    throw new RangeError('out of memory');
  });
  await expect(counts).rejects.toMatchObject({
    type: 'INTERRUPTED',
    nonRetryable: false,
    message: 'a thread died: out of memory',
  });
});

afterEach(() => {
  vi.useRealTimers();
});

it.each([
  ['says nothing is given up', undefined, 1],
  ['says something now and then is left alone', 60_000, 0],
])('a thread that %s', async (_, everyMs, times) => {
  vi.useFakeTimers();
  const giveUp = vi.fn<() => void>();
  let answer: (answer: ThreadAnswer) => void = () => undefined;
  const run = ({ shared }: ThreadTask): Promise<ThreadAnswer> => {
    const sign = (): void => void Atomics.add(new Int32Array(shared), 1, 1);
    if (everyMs !== undefined) setInterval(sign, everyMs);
    return new Promise((resolve) => (answer = resolve));
  };
  const { computeShard } = threadActivities(withPool(run, giveUp));
  const ended = new MockActivityEnvironment().run(() => computeShard({ ...NIGHT, from: 2, to: 3, of: 8 }));
  await vi.advanceTimersByTimeAsync(15 * 60_000);
  expect(giveUp).toHaveBeenCalledTimes(times);
  answer({ ok: true, result: { files: [], counts: {} } });
  await ended;
});

it('one that is cancelled begins no other part', async () => {
  const { counts, given } = attempt({}, (part, environment) => {
    if (part === 3) environment.cancel();
  });
  await expect(counts).rejects.toMatchObject({ name: 'CancelledFailure' });
  expect(given.map(({ part }) => part)).toEqual([2, 3]);
});

import { join } from 'node:path';
import { Context } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadInto } from '../../activities/load/load-partition.ts';
import { nightRecords } from '../../activities/record-night.ts';
import { planBackfill } from '../../activities/replay/plan-backfill.ts';
import {
  backfillWorkflowId,
  type BackfillProgress,
  type BackfillRequest,
  type BackfillResult,
} from '../../domain/backfill.ts';
import { dateOfDay, dayOfDate } from '../../domain/run-date.ts';
import { newHome, removeHome } from '../end-to-end/daybreak.ts';
import { writeDrop } from '../end-to-end/drop.ts';
import { eventually } from '../end-to-end/temporal.ts';
import { bytesOf } from '../end-to-end/night-files.ts';
import { TINY_DATE, TINY_DROP, writeTinyDictionary } from '../end-to-end/tiny.ts';
import { changedWorkflows } from './changed-workflows.ts';
import { workersInProcess, type InProcess } from './workers.ts';

/** Nights a history, in place of the 500 that it has. */
const FEW = 3;

let home: string;
let place: InProcess;
/** Dates whose nights cannot write their files, and those that write for as long as nobody cancels them. */
let [broken, endless] = [new Set<string>(), new Set<string>()];
/** Dates in the order in which their nights were opened, and those that write without an end now. */
let [opened, writing] = [[] as string[], new Set<string>()];

/** As a step does that a worker was told to give up: it takes a moment, and not all take the same. */
async function untilCancelled(date: string): Promise<never> {
  const { cancelled, heartbeat } = Context.current();
  writing.add(date);
  const beating = setInterval(() => {
    heartbeat();
  }, 50);
  try {
    return await cancelled;
  } finally {
    clearInterval(beating);
    await new Promise((resolve) => setTimeout(resolve, date === day(1) ? 0 : 1_500));
  }
}

beforeAll(async () => {
  home = await newHome();
  const short = await changedWorkflows('backfill.ts', (source) =>
    source.replace('NIGHTS_A_HISTORY = 500', `NIGHTS_A_HISTORY = ${FEW}`),
  );
  place = await workersInProcess(
    home,
    (real) => ({
      openNight: (request) => {
        opened.push(request.date);
        return real.openNight(request);
      },
      writeFiles: (task) => {
        if (broken.has(task.run.date)) throw ApplicationFailure.nonRetryable('the disk is odd', 'STORE_FAILED');
        return endless.has(task.run.date) ? untilCancelled(task.run.date) : real.writeFiles(task);
      },
    }),
    short,
  );
});
afterAll(async () => {
  await place.close();
  await removeHome(home);
});
beforeEach(() => {
  [broken, endless, opened, writing] = [new Set(), new Set(), [], new Set()];
});

async function loaded(dictionary: string): Promise<void> {
  await writeTinyDictionary(home, dictionary);
  const path = await writeDrop(join(home, 'drop'), TINY_DROP);
  await loadInto(place.ports, { dictionary, path, until: undefined }, () => undefined);
}

const day = (after: number): string => dateOfDay(dayOfDate(TINY_DATE) + after);
const days = (count: number): string[] => Array.from({ length: count }, (_, after) => day(after));
const span = (dictionary: string, count: number, how: Partial<BackfillRequest> = {}): BackfillRequest => ({
  ...{ dictionary, from: day(0), to: day(count - 1), mode: 'missing', parallel: 2 },
  ...{ newestFirst: false, asKnownNow: false, dictionaryNow: false },
  ...how,
});

const start = (request: BackfillRequest): Promise<WorkflowHandle> =>
  place.client.workflow.start('backfill', {
    taskQueue: 'daybreak',
    workflowId: backfillWorkflowId(request),
    memo: { request },
    args: [request],
  });

/** Nights that each history of a workflow has begun, first history first. */
async function nightsByHistory(workflowId: string, firstRun: string): Promise<number[]> {
  const counts: number[] = [];
  for (let run: string | undefined = firstRun; run;) {
    const { events } = await place.client.workflow.getHandle(workflowId, run).fetchHistory();
    counts.push((events ?? []).filter((event) => event.startChildWorkflowExecutionInitiatedEventAttributes).length);
    run = events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
  }
  return counts;
}

describe('a backfill of more nights than a history may have', () => {
  it('goes on in a new one, with each night made once and all outcomes at its end', async () => {
    await loaded('long');
    broken = new Set([day(1), day(6)]);
    const request = span('long', 8);
    const handle = await start(request);
    const result = (await handle.result()) as BackfillResult;
    expect(result.skipped).toBe(0);
    expect(result.outcomes.map(({ date }) => date).sort()).toEqual(days(8));
    expect(result.outcomes.filter(({ state }) => state === 'failed').map(({ date }) => date)).toEqual([day(1), day(6)]);
    expect(opened.toSorted()).toEqual(days(8));

    const id = backfillWorkflowId(request);
    const counts = await nightsByHistory(id, (handle as { firstExecutionRunId?: string }).firstExecutionRunId ?? '');
    expect(counts.length).toBeGreaterThan(1);
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(8);
    // those that were under way when the last one that belongs to it ended are its own too
    expect(Math.max(...counts)).toBeLessThan(FEW + request.parallel);
    // who gives the same command again finds it by what it was asked for
    const last = await place.client.workflow.getHandle(id).describe();
    expect(last.memo?.['request']).toEqual(request);
    const progress = await place.client.workflow.getHandle(id).query<BackfillProgress>('progress');
    expect(progress).toMatchObject({ stage: 'done', done: 8, planned: 8 });

    broken = new Set();
    const again = span('long', 8, { mode: 'failed' });
    const mended = (await (await start(again)).result()) as BackfillResult;
    expect(mended.outcomes.map(({ date, state }) => `${date} ${state}`).sort()).toEqual([
      `${day(1)} sealed`,
      `${day(6)} sealed`,
    ]);
    expect(mended.skipped).toBe(6);

    await loaded('at-once');
    await (await start(span('at-once', 2))).result();
    for (const date of days(2)) expect(await bytesOf(home, 'long', date)).toEqual(await bytesOf(home, 'at-once', date));
  });
});

describe('a backfill that is cancelled in the middle', () => {
  /** In its first history, and in its second one. */
  it.each([1, 4])(
    'ends when all its nights have ended, begins no other, and can be gone on with: after %i nights',
    async (done) => {
      const dictionary = `cancelled-${done}`;
      await loaded(dictionary);
      endless = new Set([day(done), day(done + 1)]);
      const request = span(dictionary, done + 4);
      const handle = await start(request);
      await eventually(
        () => Promise.resolve(writing.size),
        (size) => size === 2,
      );
      await handle.cancel();
      const ended = await handle.result().then(
        () => 'no error',
        (error: unknown) => (error as { cause?: Error }).cause?.name,
      );
      expect(ended).toBe('CancelledFailure');
      expect(opened.toSorted()).toEqual(days(done + 2));
      // the nights have written down that they were cancelled before the backfill ends
      const records = await nightRecords(place.ports, dictionary, 'Asia/Shanghai');
      expect(records.map(({ date, state, error }) => [date, state, error])).toEqual([
        ...days(done).map((date) => [date, 'sealed', undefined]),
        ...[day(done), day(done + 1)].map((date) => [date, 'failed', 'cancelled']),
      ]);

      endless = new Set();
      const steps = await planBackfill(place.ports)(request, () => undefined);
      expect(steps.map(({ action }) => action)).toEqual([
        ...days(done).map(() => 'skip'),
        ...['replay', 'replay', 'night', 'night'],
      ]);
      const rest = (await (await start(request)).result()) as BackfillResult;
      expect(rest.outcomes.map(({ date, state }) => `${date} ${state}`).sort()).toEqual(
        days(done + 4)
          .slice(done)
          .map((date) => `${date} sealed`),
      );
      expect(rest.skipped).toBe(done);
    },
  );
});

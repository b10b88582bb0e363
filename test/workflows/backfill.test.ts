import { join } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadInto } from '../../activities/load/load-partition.ts';
import { planBackfill } from '../../activities/replay/plan-backfill.ts';
import { backfillWorkflowId, type BackfillRequest, type BackfillResult } from '../../domain/backfill.ts';
import { dateOfDay, dayOfDate } from '../../domain/run-date.ts';
import { newHome, removeHome } from '../end-to-end/daybreak.ts';
import { writeDrop } from '../end-to-end/drop.ts';
import { bytesOf, manifestOf, nightFolderOf, timesOf } from '../end-to-end/night-files.ts';
import { TINY_DATE, TINY_DROP, writeTinyDictionary } from '../end-to-end/tiny.ts';
import { workersInProcess, type InProcess } from './workers.ts';

let home: string;
let place: InProcess;
/** Dates whose nights cannot write their files. */
let broken = new Set<string>();
/** Dates in the order in which their nights were opened. */
let opened: string[] = [];
let atOnce = { now: 0, most: 0 };

beforeAll(async () => {
  home = await newHome();
  place = await workersInProcess(home, (real) => ({
    openNight: (request) => {
      opened.push(request.date);
      return real.openNight(request);
    },
    writeFiles: async (task) => {
      if (broken.has(task.run.date)) throw ApplicationFailure.nonRetryable('the disk is odd', 'STORE_FAILED');
      atOnce = { now: atOnce.now + 1, most: Math.max(atOnce.most, atOnce.now + 1) };
      try {
        return await real.writeFiles(task);
      } finally {
        atOnce.now -= 1;
      }
    },
  }));
});
afterAll(async () => {
  await place.close();
  await removeHome(home);
});
beforeEach(() => {
  broken = new Set();
  opened = [];
  atOnce = { now: 0, most: 0 };
});

async function loaded(dictionary: string): Promise<void> {
  await writeTinyDictionary(home, dictionary);
  const path = await writeDrop(join(home, 'drop'), TINY_DROP);
  await loadInto(place.ports, { dictionary, path, until: undefined }, () => undefined);
}

const day = (after: number): string => dateOfDay(dayOfDate(TINY_DATE) + after);
const span = (dictionary: string, days: number, how: Partial<BackfillRequest> = {}): BackfillRequest => ({
  dictionary,
  from: day(0),
  to: day(days - 1),
  mode: 'missing',
  parallel: 1,
  newestFirst: false,
  asKnownNow: false,
  dictionaryNow: false,
  ...how,
});

const backfill = async (request: BackfillRequest): Promise<BackfillResult> =>
  (await place.client.workflow.execute('backfill', {
    taskQueue: 'daybreak',
    workflowId: backfillWorkflowId(request),
    args: [request],
  })) as BackfillResult;

describe('a backfill', () => {
  it('makes what is missing; of what failed, the failed ones alone; and leaves every other byte', async () => {
    await loaded('gaps');
    broken = new Set([day(1), day(3)]);
    const first = await backfill(span('gaps', 5));
    expect(first.outcomes.map(({ date, state }) => [date, state])).toEqual([
      [day(0), 'sealed'],
      [day(1), 'failed'],
      [day(2), 'sealed'],
      [day(3), 'failed'],
      [day(4), 'sealed'],
    ]);
    expect(first.outcomes[1]?.error).toBe('STORE_FAILED: the disk is odd');
    expect(await place.ports.book.leads('gaps', day(0), 9)).toEqual([]);

    broken = new Set();
    const sealed = [0, 2, 4].map((after) => nightFolderOf(home, 'gaps', day(after)));
    const before = await Promise.all(sealed.map(timesOf));
    const steps = await planBackfill(place.ports)(span('gaps', 5, { mode: 'failed' }), () => undefined);
    expect(steps.map(({ action }) => action)).toEqual(['skip', 'replay', 'skip', 'replay', 'skip']);
    expect(steps[1]?.because).toBe('failed: STORE_FAILED: the disk is odd');
    const again = await backfill(span('gaps', 5, { mode: 'failed' }));
    expect(again.outcomes.map(({ date, state }) => [date, state])).toEqual([
      [day(1), 'sealed'],
      [day(3), 'sealed'],
    ]);
    expect(again.skipped).toBe(3);
    expect(await Promise.all(sealed.map(timesOf))).toEqual(before);
    expect((await manifestOf(home, 'gaps', day(1))).run).toBe(2);

    const other = await backfill(span('gaps', 5));
    expect(other).toEqual({ outcomes: [], skipped: 5 });
  });

  it('gives the bytes that nights one after the other give, newest first and several at once', async () => {
    await loaded('forwards');
    await loaded('backwards');
    await backfill(span('forwards', 4));
    expect(opened).toEqual([day(0), day(1), day(2), day(3)]);
    expect(atOnce.most).toBe(1);
    opened = [];
    await backfill(span('backwards', 4, { newestFirst: true, parallel: 2 }));
    expect(opened.toSorted()).toEqual([day(0), day(1), day(2), day(3)]);
    expect(opened.slice(0, 2).toSorted()).toEqual([day(2), day(3)]);
    for (const after of [0, 1, 2, 3])
      expect(await bytesOf(home, 'backwards', day(after))).toEqual(await bytesOf(home, 'forwards', day(after)));
  });

  it('makes all nights anew as they were', async () => {
    await loaded('all');
    await backfill(span('all', 2));
    const before = await bytesOf(home, 'all', day(1));
    const late = await writeDrop(join(home, 'late'), { events: [{ ...TINY_DROP.events[0]!, event_id: 'late' }] });
    await loadInto(place.ports, { dictionary: 'all', path: late, until: undefined }, () => undefined);
    await backfill(span('all', 2, { mode: 'all' }));
    expect((await manifestOf(home, 'all', day(1))).run).toBe(2);
    expect(await bytesOf(home, 'all', day(1))).toEqual(before);
    await backfill(span('all', 2, { mode: 'all', asKnownNow: true }));
    expect(await bytesOf(home, 'all', day(1))).not.toEqual(before);
  });
});

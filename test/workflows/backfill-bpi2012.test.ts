import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadInto } from '../../activities/load/load-partition.ts';
import { backfillWorkflowId, type BackfillRequest, type BackfillResult } from '../../domain/backfill.ts';
import { dateOfDay, dayOfDate } from '../../domain/run-date.ts';
import { newHome, removeHome, succeed } from '../end-to-end/daybreak.ts';
import { bytesOf, manifestOf, nightFolderOf, timesOf } from '../end-to-end/night-files.ts';
import { hasShared, sayNotTested, SHARED } from '../shared.ts';
import { workersInProcess } from './workers.ts';

/** Thirty days of real data at the beginning of the set, where few applications are open, and three days that fail. */
const FIRST = '2011-10-03';
const DAYS = 30;
const BROKEN = [4, 11, 12].map((after) => dateOfDay(dayOfDate(FIRST) + after));
const UNTIL = dateOfDay(dayOfDate(FIRST) + DAYS);

describe.runIf(hasShared)('a backfill of 30 days of bpi2012', () => {
  it(
    'with three days that fail runs just those three again, and leaves every other byte as it was',
    { timeout: 1_200_000 },
    async () => {
      const home = await newHome();
      const drop = join(SHARED, 'data', 'bpi2012');
      await mkdir(join(home, 'dictionaries'));
      await succeed(home, 'init', 'bpi2012', '--from', drop);
      const model = join(home, 'dictionaries/bpi2012/models/reference');
      await mkdir(model, { recursive: true });
      for (const file of ['manifest.json', 'model.onnx'])
        await cp(join(SHARED, 'models/bpi2012', file), join(model, file));
      let broken: readonly string[] = BROKEN;
      const ran: string[] = [];
      const place = await workersInProcess(home, (real) => ({
        sealNight: (task, ...rest) => {
          ran.push(task.run.date);
          if (broken.includes(task.run.date)) throw ApplicationFailure.nonRetryable('odd', 'STORE_FAILED');
          return real.sealNight(task, ...rest);
        },
      }));
      onTestFinished(async () => {
        await place.close();
        await removeHome(home);
      });
      await loadInto(place.ports, { dictionary: 'bpi2012', path: drop, until: UNTIL }, () => undefined);

      const request: BackfillRequest = {
        dictionary: 'bpi2012',
        from: FIRST,
        to: dateOfDay(dayOfDate(FIRST) + DAYS - 1),
        mode: 'missing',
        parallel: 2,
        newestFirst: false,
        asKnownNow: false,
        dictionaryNow: false,
      };
      const backfill = async (how: Partial<BackfillRequest>): Promise<BackfillResult> => {
        const asked = { ...request, ...how };
        const options = { taskQueue: 'daybreak', workflowId: backfillWorkflowId(asked), args: [asked] };
        return (await place.client.workflow.execute('backfill', options)) as BackfillResult;
      };
      const failedOf = ({ outcomes }: BackfillResult): string[] =>
        outcomes.flatMap(({ date, state }) => (state === 'failed' ? [date] : [])).sort();

      const first = await backfill({});
      expect(first.outcomes).toHaveLength(DAYS);
      expect(failedOf(first)).toEqual(BROKEN);
      const others = first.outcomes.flatMap(({ date, state }) => (state === 'sealed' ? [date] : []));
      const timesOfOthers = () => Promise.all(others.map((date) => timesOf(nightFolderOf(home, 'bpi2012', date))));
      const before = await timesOfOthers();

      broken = [];
      ran.length = 0;
      const again = await backfill({ mode: 'failed' });
      expect(ran.sort()).toEqual(BROKEN);
      expect(again.outcomes.map(({ date }) => date).sort()).toEqual(BROKEN);
      expect(failedOf(again)).toEqual([]);
      expect(again.skipped).toBe(DAYS - BROKEN.length);
      expect(await timesOfOthers()).toEqual(before);

      // A night that was made again is what it would have been at once.
      const [date = ''] = BROKEN;
      const made = await bytesOf(home, 'bpi2012', date);
      const manifest = await manifestOf(home, 'bpi2012', date);
      expect(manifest.run).toBe(2);
      expect(manifest.scenes[0]?.opportunities).toBeGreaterThan(400);
      await backfill({ from: date, to: date, mode: 'all', asKnownNow: true, dictionaryNow: true });
      expect(await bytesOf(home, 'bpi2012', date)).toEqual(made);
      expect((await manifestOf(home, 'bpi2012', date)).inputs).toEqual(manifest.inputs);
    },
  );
});

sayNotTested();

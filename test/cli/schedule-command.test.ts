import { join } from 'node:path';
import { ScheduleOverlapPolicy } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadInto } from '../../activities/load/load-partition.ts';
import { nightScheduleId } from '../../domain/night-schedule.ts';
import { nightWorkflowId } from '../../domain/night.ts';
import { daybreak, json, newHome, removeHome, succeed } from '../end-to-end/daybreak.ts';
import { writeDrop } from '../end-to-end/drop.ts';
import { manifestOf } from '../end-to-end/night-files.ts';
import { eventually } from '../end-to-end/temporal.ts';
import { TINY_DROP, writeTinyDictionary } from '../end-to-end/tiny.ts';
import { workersInProcess, type InProcess } from '../workflows/workers.ts';

interface Schedule {
  readonly at: string;
  readonly zone: string;
  readonly paused: boolean;
  readonly next: readonly string[];
  readonly last: readonly { readonly due: string; readonly workflowId: string }[];
}

let home: string;
let place: InProcess;
const schedule = (...more: string[]): Promise<Schedule | null> => json(home, 'schedule', 'tiny', ...more);

beforeAll(async () => {
  home = await newHome();
  await writeTinyDictionary(home, 'tiny');
  place = await workersInProcess(home, () => ({}));
  const path = await writeDrop(join(home, 'drop'), TINY_DROP);
  await loadInto(place.ports, { dictionary: 'tiny', path, until: undefined }, () => undefined);
}, 120_000);
afterAll(async () => {
  await place.close();
  await removeHome(home);
}, 60_000);

describe('daybreak schedule', { timeout: 120_000 }, () => {
  it('says that there is none, and what to do', async () => {
    expect(await schedule()).toBeNull();
    expect(await succeed(home, 'schedule', 'tiny')).toMatch(/no schedule; make one: .*--at 04:00/);
    const { code, stderr } = await daybreak(home, 'schedule', 'tiny', '--pause');
    expect([code, stderr]).toEqual([2, expect.stringMatching(/USAGE: tiny has no schedule/)]);
  });

  it('begins nights by the clock of the dictionary’s zone, at another time when it is said again', async () => {
    await schedule('--at', '02:30');
    const kept = await schedule('--at', '04:05');
    expect(kept).toMatchObject({ at: '04:05', zone: 'Asia/Shanghai', paused: false, last: [] });
    expect(kept?.next.map((time) => time.slice(11))).toEqual(Array(3).fill('20:05:00.000Z'));
  });

  it('can be paused, stays paused when it is moved, and goes on', async () => {
    expect(await schedule('--pause')).toMatchObject({ paused: true });
    expect(await schedule('--at', '04:10')).toMatchObject({ paused: true, at: '04:10' });
    expect(await schedule('--resume')).toMatchObject({ paused: false });
    expect(await schedule('--show')).toMatchObject({ paused: false, at: '04:10' });
  });

  it('refuses a time that is none and two wishes at once', async () => {
    for (const wrong of [
      ['--at', '24:00'],
      ['--at', '4am'],
      ['--pause', '--remove'],
    ]) {
      expect((await daybreak(home, 'schedule', 'tiny', ...wrong)).code).toBe(2);
    }
  });

  it('begins one night a run date, and leaves one that runs alone', async () => {
    const handle = place.client.schedule.getHandle(nightScheduleId('tiny'));
    // 04:10 in Shanghai is 20:10 of the day before in UTC
    const span = { start: new Date('2026-02-28T20:00:00Z'), end: new Date('2026-03-01T20:30:00Z') };
    const overlap = ScheduleOverlapPolicy.ALLOW_ALL;
    await handle.backfill([
      { ...span, overlap },
      { ...span, overlap },
    ]);
    for (const date of ['2026-03-01', '2026-03-02']) {
      const night = place.client.workflow.getHandle(nightWorkflowId('tiny', date));
      const start = await eventually(
        () => night.describe().catch(() => undefined),
        (description) => description?.status.name === 'COMPLETED',
      );
      const attributes = start?.typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value] as const);
      expect(Object.fromEntries(attributes ?? [])).toMatchObject({
        RunDate: date,
        Dictionary: 'tiny',
        RunKind: 'night',
      });
      expect(await manifestOf(home, 'tiny', date)).toMatchObject({ date, run: 1 });
    }
    const shown = await schedule();
    expect(shown?.last.length).toBeGreaterThanOrEqual(2);
    expect(shown?.last[0]?.workflowId).toMatch(/^schedule\/tiny-/);
    expect(await json(home, 'night', 'tiny', '--date', '2026-03-02')).toMatchObject({ state: 'sealed-before' });
  });

  it('is removed, and nights stay', async () => {
    expect(await schedule('--remove')).toBeNull();
    expect(await schedule()).toBeNull();
  });
});

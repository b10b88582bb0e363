import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nightRecords } from '../../activities/record-night.ts';
import { loadInto } from '../../activities/load/load-partition.ts';
import type { NightResult } from '../../domain/night-result.ts';
import { nightWorkflowId } from '../../domain/night.ts';
import { newHome, removeHome } from '../end-to-end/daybreak.ts';
import { writeDrop } from '../end-to-end/drop.ts';
import { linesOf } from '../end-to-end/night-files.ts';
import { eventually, progressOf } from '../end-to-end/temporal.ts';
import { TINY_DROP, writeTinyDictionary } from '../end-to-end/tiny.ts';
import { workersInProcess, type InProcess } from './workers.ts';

/** Settings know whole minutes of a wall clock; these tests cannot wait for one. */
let deadlineMs: number | undefined;
const ZONE = 'Asia/Shanghai';
const SETTINGS = `time_zone: ${ZONE}\nsources: [{ name: crm }]\nscenes: { claim: { models: [] } }\n`;

let home: string;
let place: InProcess;
beforeAll(async () => {
  home = await newHome();
  await writeTinyDictionary(home, 'tiny', { settings: SETTINGS });
  place = await workersInProcess(home, (real) => ({
    planNight: async (request) => ({ ...(await real.planNight(request)), deadlineMs }),
  }));
  const path = await writeDrop(join(home, 'drop'), TINY_DROP);
  await loadInto(place.ports, { dictionary: 'tiny', path, until: undefined }, () => undefined);
});
afterAll(async () => {
  await place.close();
  await removeHome(home);
});

const startNight = (date: string) =>
  place.client.workflow.start('nightly', {
    workflowId: nightWorkflowId('tiny', date),
    taskQueue: 'daybreak',
    args: [{ dictionary: 'tiny', date }],
  });

const FEATURES = { 'O-1': '0 1:2', 'O-2': '0', 'O-3': '0 1:1' };

describe('a deadline that passes while the night waits', () => {
  const date = '2099-01-02';

  it('is told by the progress query and the details in the UI, and the night goes on', async () => {
    deadlineMs = Date.now() + 3_000;
    const handle = await startNight(date);
    const ask = () => progressOf(place.client, 'tiny', date);
    const before = await eventually(ask, ({ waitingFor }) => waitingFor.includes('crm'));
    expect(before).toMatchObject({ stage: 'wait', deadlineMs, late: false });
    const after = await eventually(ask, ({ late }) => late);
    expect(Date.now()).toBeGreaterThanOrEqual(deadlineMs);
    const troubles = ['the deadline passed in the stage wait; the night goes on and will be late'];
    expect(after).toEqual({ ...before, late: true, troubles });
    const { currentDetails } = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
    expect(currentDetails).toMatch(/waiting for: crm[^]*passed: the night is late/);

    await handle.signal('ready', 'crm');
    const result = (await handle.result()) as NightResult;
    expect(result).toMatchObject({ late: true, sealedBefore: false });
    expect(await linesOf(home, 'tiny', date, 'claim')).toEqual(FEATURES);
    const [record] = await nightRecords(place.ports, 'tiny', ZONE);
    expect(record).toMatchObject({ date, state: 'delivered', late: true });
  });
});

describe('a night that ends before its deadline', () => {
  it('is not late, whatever the clock says afterwards', async () => {
    deadlineMs = Date.now() + 60_000;
    const handle = await startNight('2099-01-03');
    await handle.signal('ready', 'crm');
    expect(await handle.result()).toMatchObject({ late: false });
    const { events } = await handle.fetchHistory();
    const started = events?.filter((event) => event.timerStartedEventAttributes) ?? [];
    const cancelled = events?.filter((event) => event.timerCanceledEventAttributes) ?? [];
    // that of the deadline, and those of looks ahead from stage to stage, as a night before has taught how long stages take
    expect(started.length).toBeGreaterThan(1);
    expect(cancelled).toHaveLength(started.length);
    expect(await linesOf(home, 'tiny', '2099-01-03', 'claim')).toEqual(FEATURES);
  });
});

describe('a night without a deadline', () => {
  it('sets no timer', async () => {
    deadlineMs = undefined;
    const handle = await startNight('2099-01-04');
    await handle.signal('ready', 'crm');
    expect(await handle.result()).toMatchObject({ late: false });
    const { events } = await handle.fetchHistory();
    expect(events?.filter((event) => event.timerStartedEventAttributes)).toEqual([]);
  });
});

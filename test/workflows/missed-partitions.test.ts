import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadInto } from '../../activities/load/load-partition.ts';
import type { NightResult } from '../../domain/night-result.ts';
import { nightWorkflowId } from '../../domain/night.ts';
import { newHome, removeHome } from '../end-to-end/daybreak.ts';
import { writeDrop, type DropRow } from '../end-to-end/drop.ts';
import { linesOf } from '../end-to-end/night-files.ts';
import { TINY_DROP, writeTinyDictionary } from '../end-to-end/tiny.ts';
import { workersInProcess, type InProcess } from './workers.ts';

/** Settings know whole minutes of a wall clock; this test cannot wait for one. */
const [DEADLINE_MS, MARGIN_MS] = [4_000, 2_000];

let home: string;
let place: InProcess;
beforeAll(async () => {
  home = await newHome();
  const drop = join(home, 'web');
  const settings = `time_zone: Asia/Shanghai
sources: [{ name: web, drop: ${JSON.stringify(drop)}, dimensions: [user] }]
late: { default: without }
scenes: { claim: { models: [] } }
`;
  await writeTinyDictionary(home, 'shop', { settings });
  place = await workersInProcess(home, (real) => ({
    planNight: async (request) => {
      const plan = await real.planNight(request);
      // only the first night is in a hurry
      const hurried = request.date === '2099-01-02';
      return { ...plan, deadlineMs: hurried ? Date.now() + DEADLINE_MS : undefined, marginMs: MARGIN_MS };
    },
  }));
  const path = await writeDrop(join(home, 'drop'), { ...TINY_DROP, events: [] });
  await loadInto(place.ports, { dictionary: 'shop', path, until: undefined }, () => undefined);
});
afterAll(async () => {
  await place.close();
  await removeHome(home);
});

const login = (event_id: string, day: string, value: string): DropRow => ({
  ...{ event_id, entity_type: 'user', entity_id: 'U-2', feature: 'login', event_time: `${day}T09:00:00+08:00`, value },
});
async function deliver(day: string, value: string): Promise<void> {
  const folder = await writeDrop(join(home, 'web', `dt=${day}`), { events: [login(day, day, value)] });
  await writeFile(join(folder, '_SUCCESS'), '');
}
const night = async (date: string): Promise<NightResult> =>
  (await place.client.workflow.execute('nightly', {
    workflowId: nightWorkflowId('shop', date),
    taskQueue: 'daybreak',
    args: [{ dictionary: 'shop', date }],
  })) as NightResult;

it('a partition that a night went on without is taken in by the next one, once', async () => {
  const first = await night('2099-01-02');
  expect(first.lateCosts).toMatchObject([{ dimension: 'user', policy: 'without' }]);
  expect(await linesOf(home, 'shop', '2099-01-02', 'claim')).toMatchObject({ 'O-2': '0' });
  await deliver('2099-01-01', '5');
  await deliver('2099-01-02', '7');
  expect((await night('2099-01-03')).lateCosts).toBeUndefined();
  expect(await linesOf(home, 'shop', '2099-01-03', 'claim')).toMatchObject({ 'O-2': '0 9:12 10:7' });

  await deliver('2099-01-03', '1');
  await night('2099-01-04');
  const { events } = await place.client.workflow.getHandle(nightWorkflowId('shop', '2099-01-04')).fetchHistory();
  const loads = events?.filter(
    ({ activityTaskScheduledEventAttributes: asked }) => asked?.activityType?.name === 'loadPartition',
  );
  expect(loads).toHaveLength(1);
  expect(await linesOf(home, 'shop', '2099-01-04', 'claim')).toMatchObject({ 'O-2': '0 9:13 10:7' });
});

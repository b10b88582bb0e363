import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { pushRuns } from '../../activities/push/push-runs.ts';
import { retryPush } from '../../activities/push/retry-push.ts';
import { pushSceneBy } from '../../activities/push/push-scene.ts';
import { openEmbeddedCrm } from '../../crm/embedded/crm.ts';
import type { Crm } from '../../crm/crm.ts';
import type { PushResult } from '../../domain/push-result.ts';
import { crmSettings, fakeClock, pushHome, quiet } from './push-home.ts';
import { nightOf, SCENE, shop } from './push-shop.ts';

const ROWS = 600;
const FIELDS = { score: { value: 'win.score' }, place: { value: 'rank' } };
const saying = (text: string): string => expect.stringContaining(text) as string;

/** Records of the embedded CRM, whose fields are others from call to call. */
async function changingCrm(): Promise<{ fields: readonly string[]; opened: (onWrite?: () => void) => Crm }> {
  const state = await mkdtemp(join(tmpdir(), 'daybreak-vanished-'));
  onTestFinished(() => rm(state, { recursive: true, force: true }));
  const { limits } = crmSettings(SCENE, { fields: FIELDS }, { rows_a_call: 100 });
  const open = (fields: readonly string[]): Crm => {
    const connection = { folder: 'records', fields: Object.fromEntries(fields.map((name) => [name, { type: 'number' }])) }; // prettier-ignore
    return openEmbeddedCrm({ connection, fields: [], limits, folder: '/nowhere', state, secret: () => '' });
  };
  const world = {
    fields: ['score', 'place'] as readonly string[],
    opened: (onWrite: () => void = quiet): Crm => {
      const call = async <T>(work: (crm: Crm) => Promise<T>): Promise<T> => {
        const crm = open(world.fields);
        return work(crm).finally(() => crm.close());
      };
      return {
        limits: { readRows: 100, writeRows: 100 },
        preflight: (fields) => call((crm) => crm.preflight(fields)),
        read: (ids, names) => call((crm) => crm.read(ids, names)),
        write: (rows) => {
          onWrite();
          return call((crm) => crm.write(rows));
        },
        close: () => Promise.resolve(),
      };
    },
  };
  return world;
}

describe('a field that vanishes while a push runs', () => {
  it('stops the push and names it; when it is back the rest is delivered, and nothing twice', async () => {
    const home = await pushHome();
    const world = await changingCrm();
    const lines = Array.from({ length: ROWS }, (_, i) => ({ id: `O-${i}`, values: { score: 0.5, place: i }, changed: true })); // prettier-ignore
    const parts = await home.leads(nightOf(1), SCENE, lines);
    const push = (crm: Crm): Promise<PushResult> => {
      const settings = crmSettings(SCENE, { fields: FIELDS }, { rows_a_call: 100, parallel: 1 });
      return pushSceneBy(fakeClock(), home.ports(settings, crm), { run: nightOf(1), scene: SCENE, parts }, quiet);
    };
    let writes = 0;
    const vanishing = world.opened(() => {
      writes += 1;
      if (writes === 3) world.fields = ['score'];
    });
    await expect(push(vanishing)).rejects.toMatchObject({ code: 'CRM_REFUSED', message: saying('there is no field place') }); // prettier-ignore
    const [run] = await pushRuns(home.store, SCENE);
    expect(run).toMatchObject({ state: 'failed', because: saying('place'), result: { delivered: 200, dead: 0 } });

    world.fields = ['score', 'place'];
    expect(await push(world.opened())).toMatchObject({ changed: ROWS, delivered: ROWS, edited: 0, dead: 0 });
    const ids = lines.map(({ id }) => id);
    const records = await world.opened().read(ids.slice(0, 100), ['score', 'place']);
    expect(records.map((record) => [record?.values['place'], record?.version])).toEqual(
      Array.from({ length: 100 }, (_, i) => [i, '1']),
    );
  });

  it('in silence stops the push as well, by what is read back', async () => {
    const world = await shop(1_000, { parallel: 1 });
    world.crm.onCall = () => {
      if (world.crm.calls.write === 4) world.crm.gone.add('score');
    };
    await expect(world.push(0.5)).rejects.toMatchObject({ code: 'CRM_STOPPED', message: saying('failed') });
    const [run] = await pushRuns(world.home.store, SCENE);
    expect(run?.result?.delivered).toBeGreaterThan(0);
    expect(run?.result?.examples[0]?.reason).toBe('the CRM said that it wrote it, but score reads null instead of 0.5');
    world.crm.gone.clear();
    expect(await world.push(0.5)).toMatchObject({ edited: 0 });
    const settings = crmSettings(SCENE, { fields: { score: { value: 'win.score' } } });
    await retryPush(world.home.ports(settings, world.crm))({ run: nightOf(1), scene: SCENE, parts: 1 }, quiet);
    expect(new Set([...world.crm.records.values()].map(({ score }) => score))).toEqual(new Set([0.5]));
  });

  it('and comes back empty is not taken for what people did: the next push stops before it leaves most leads empty', async () => {
    const world = await shop(1_000, { parallel: 1 });
    await world.push(0.5);
    for (const id of world.crm.records.keys()) world.crm.records.set(id, { score: null });
    await expect(world.push(0.6, { day: 2 })).rejects.toMatchObject({
      code: 'CRM_STOPPED',
      message: saying('no longer show what was delivered, more than the 50 % that breaker.edited_share lets pass'),
    });
    const result = await world.push(0.6, { day: 2, push: { edited: 'overwrite' } });
    expect(result).toMatchObject({ delivered: 1_000, edited: 0, dead: 0 });
    expect(new Set([...world.crm.records.values()].map(({ score }) => score))).toEqual(new Set([0.6]));
  });
});

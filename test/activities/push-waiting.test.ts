import { describe, expect, it } from 'vitest';
import { pushRuns } from '../../activities/push/push-runs.ts';
import { retryPush } from '../../activities/push/retry-push.ts';
import { CrmError } from '../../crm/crm.ts';
import type { PushResult } from '../../domain/push-result.ts';
import { crmSettings, quiet } from './push-home.ts';
import { nightOf, SCENE, shop, type Shop } from './push-shop.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const scores = ({ crm }: Shop): unknown[] => [...crm.records.values()].map(({ score }) => score);
const retry = ({ home, crm }: Shop, parts: number): Promise<PushResult> => {
  const settings = crmSettings(SCENE, { fields: { score: { value: 'wins.score' } } });
  return retryPush(home.ports(settings, crm))({ run: nightOf(1), scene: SCENE, parts }, quiet);
};

/** Leads of which the CRM takes those of the first calls, and then no more for the day. */
async function limited(calls: number, retryAfterMs?: number): Promise<Shop> {
  const world = await shop(2_000, { parallel: 1 });
  let left = calls;
  world.crm.onCall = () => {
    if (left-- <= 0) throw new CrmError('throttled', '429 daily limit', retryAfterMs === undefined ? {} : { retryAfterMs }); // prettier-ignore
  };
  return world;
}
const OVER = { code: 'CRM_LIMIT', retry: 'never' };

describe('a CRM that takes no more calls for the day', () => {
  it('is not waited for when that is longer than a push waits, and says how many leads are to go', async () => {
    const world = await limited(8, 7 * HOUR_MS);
    await expect(world.push(0.5)).rejects.toMatchObject({
      ...OVER,
      message:
        'the CRM takes no more calls for 420 minutes, and a push waits 60 minutes at most (limits.wait_minutes): 429 daily limit',
    });
    expect(world.clock.nowMs()).toBeLessThan(MINUTE_MS);
    const written = scores(world).filter((score) => score === 0.5).length;
    expect(written).toBeGreaterThan(0);
    const [run] = await pushRuns(world.home.store, SCENE);
    expect(run).toMatchObject({ state: 'waiting', because: expect.stringContaining('429 daily limit') as string });
    // Rows whose answers could not be read back any more count as well.
    expect(run?.result?.waiting).toBeGreaterThanOrEqual(2_000 - written);
    expect(run?.result?.waiting).toBe(2_000 - (run?.result?.delivered ?? 0));
  });

  it('is not waited for either where it is met right behind a write, of which nobody knows whether it came', async () => {
    const world = await shop(2_000, { parallel: 1 });
    world.crm.onCall = () => {
      if (world.crm.calls.write > 2) throw new CrmError('transient', 'what was written could not be read again', { retryAfterMs: 7 * HOUR_MS }); // prettier-ignore
    };
    await expect(world.push(0.5)).rejects.toMatchObject(OVER);
    expect(world.clock.nowMs()).toBeLessThan(MINUTE_MS);
    expect((await pushRuns(world.home.store, SCENE))[0]).toMatchObject({ state: 'waiting' });
  });

  it('is waited for an hour at most where it asks for less each time', async () => {
    const world = await limited(8, 15 * MINUTE_MS);
    await expect(world.push(0.5)).rejects.toMatchObject(OVER);
    expect(world.clock.nowMs() / MINUTE_MS).toBeGreaterThan(44);
    expect(world.clock.nowMs() / MINUTE_MS).toBeLessThan(62);
    const unsaid = await limited(8);
    await expect(unsaid.push(0.5)).rejects.toMatchObject(OVER);
    expect(unsaid.clock.nowMs() / MINUTE_MS).toBeLessThan(62);
  });

  it.each(['retry', 'push', 'night'] as const)('is gone on with by a %s when it takes calls again', async (way) => {
    const world = await limited(8, 7 * HOUR_MS);
    world.crm.poison.set('O-3', 'refuse');
    await expect(world.push(0.5)).rejects.toMatchObject(OVER);
    world.crm.onCall = () => undefined;
    world.crm.poison.clear();
    if (way === 'retry') await retry(world, 2);
    // A push knows the dead letter of its own run and leaves it to a retry.
    if (way === 'push') expect(await world.push(0.5)).toMatchObject({ changed: 2_000, delivered: 1_999, dead: 1 });
    if (way === 'night') expect(await world.push(0.5, { day: 2 })).toMatchObject({ dead: 0 });
    expect(new Set(scores(world))).toEqual(new Set(way === 'push' ? [0.5, 0] : [0.5]));
    expect([...world.crm.stored.values()].every((times) => times === 1)).toBe(true);
    const run = (await pushRuns(world.home.store, SCENE)).at(-1);
    expect(run).toMatchObject({ state: 'done' });
    expect(run?.result?.waiting ?? 0).toBe(0);
    if (way === 'retry') expect(run?.result).toMatchObject({ changed: 2_000, delivered: 2_000, dead: 0 });
  });

  it('does not end a push that gets on, however often it is slowed down', async () => {
    const world = await shop(2_000, { parallel: 1 });
    let calls = 0;
    world.crm.onCall = () => {
      if (calls++ % 2 === 0) throw new CrmError('throttled', '429', { retryAfterMs: 50 * MINUTE_MS });
    };
    expect(await world.push(0.5)).toMatchObject({ delivered: 2_000 });
    expect(world.clock.nowMs()).toBeGreaterThan(5 * HOUR_MS);
  });
});

describe('a retry of a push that stopped for far more leads than usual', () => {
  const usual = async (): Promise<Shop> => {
    const world = await shop(3_000);
    for (let day = 1; day <= 3; day++) await world.push(day / 10, { day, count: 200 });
    return world;
  };

  it('is no way around the limit', async () => {
    const world = await usual();
    await expect(world.push(0.9, { day: 4 })).rejects.toMatchObject({ code: 'CRM_STOPPED' });
    await expect(retry(world, 3)).rejects.toMatchObject({ code: 'CRM_STOPPED' });
    expect(scores(world)).not.toContain(0.9);
  });

  it('sends dead letters whatever the limit, once the push came to its end', async () => {
    const world = await usual();
    world.crm.poison.set('O-3', 'refuse');
    await world.push(0.9, { day: 4, push: { breaker: { rows_factor: 20 } } });
    world.crm.poison.clear();
    expect(await retry(world, 3)).toMatchObject({ changed: 1, delivered: 1 });
  });
});

describe('a retry of a push that came to its end', () => {
  it('sends nothing but dead letters, whatever has changed since', async () => {
    const world = await shop(20);
    world.crm.poison.set('O-3', 'refuse');
    await world.push(0.5);
    world.crm.poison.clear();
    // The same night made anew with other values, as by other settings.
    const lines = Array.from({ length: 20 }, (_, i) => ({ id: `O-${i}`, values: { score: 0.7 }, changed: true }));
    await world.home.leads(nightOf(1), SCENE, lines);
    expect(await retry(world, 1)).toMatchObject({ changed: 1, delivered: 1 });
    expect(scores(world).filter((score) => score === 0.7)).toHaveLength(1);
    expect((await pushRuns(world.home.store, SCENE))[0]).toMatchObject({
      state: 'done',
      result: { delivered: 20, dead: 0 },
    });
  });
});

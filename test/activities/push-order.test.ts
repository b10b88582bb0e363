import { describe, expect, it } from 'vitest';
import { pushRuns } from '../../activities/push/push-runs.ts';
import { leadInCrm } from '../../activities/push/push-state.ts';
import { retryPush } from '../../activities/push/retry-push.ts';
import { undoPushBy } from '../../activities/push/undo-push.ts';
import { CrmError } from '../../crm/crm.ts';
import type { PushResult } from '../../domain/push-result.ts';
import { leadsPath } from '../../activities/run-files.ts';
import { crmSettings, quiet } from './push-home.ts';
import { nightOf, SCENE, shop, type Shop } from './push-shop.ts';

const scoreOf = ({ crm }: Shop, id: string): unknown => crm.records.get(id)?.['score'];
const settings = crmSettings(SCENE, { fields: { score: { value: 'wins.score' } } });
const undo = ({ home, crm, clock }: Shop, day: number, push = {}): Promise<PushResult> =>
  undoPushBy(
    clock,
    home.ports(crmSettings(SCENE, { fields: { score: { value: 'wins.score' } }, ...push }), crm),
    { run: nightOf(day), scene: SCENE, because: 'wrong' },
    quiet,
  );
const retry = ({ home, crm }: Shop, day: number): Promise<PushResult> =>
  retryPush(home.ports(settings, crm))({ run: nightOf(day), scene: SCENE, parts: 1 }, quiet);

describe('a push of an older night than the CRM shows', () => {
  it('leaves the leads of the newer one alone, says so, and brings those that the newer one had not', async () => {
    const world = await shop(10);
    await world.push(0.5, { day: 5, count: 8 });
    const result = await world.push(0.3, { day: 4 });
    expect(result).toMatchObject({ newer: 8, changed: 2, delivered: 2, same: 0 });
    expect(['O-0', 'O-7', 'O-8', 'O-9'].map((id) => scoreOf(world, id))).toEqual([0.5, 0.5, 0.3, 0.3]);
    expect(await pushRuns(world.home.store, SCENE)).toMatchObject([
      { date: '2026-03-04', state: 'done', result: { newer: 8 } },
      { date: '2026-03-05', state: 'done' },
    ]);
    // What the newer one has is in its leads, also where it had nothing to write.
    expect(await world.push(0.5, { day: 6 })).toMatchObject({ same: 8 });
    expect(await world.push(0.4, { day: 5 })).toMatchObject({ newer: 10, changed: 0, calls: 0 });
  });

  it('says the same in a dry run, and writes over them where it is told to', async () => {
    const world = await shop(10);
    await world.push(0.5, { day: 5 });
    const dry = await world.push(0.3, { day: 4, mode: 'dry-run' });
    expect(dry).toMatchObject({ newer: 10, changed: 0 });
    const told = await world.push(0.3, { day: 4, older: true });
    expect(told).toMatchObject({ delivered: 10 });
    expect(told).not.toHaveProperty('newer');
    expect(scoreOf(world, 'O-3')).toBe(0.3);
  });

  it('does not stop for rows that it leaves alone', async () => {
    const world = await shop(3_000);
    const push = { breaker: { rows_factor: 20 } };
    await world.push(0.1, { day: 10, count: 300 });
    await world.push(0.2, { day: 11, count: 300 });
    await world.push(0.3, { day: 12, push });
    expect(await world.push(0.9, { day: 9 })).toMatchObject({ newer: 3_000, changed: 0 });
  });

  it('is no measure of a usual push', async () => {
    const world = await shop(1_200);
    for (let day = 10; day <= 12; day++) await world.push(day / 100, { day });
    for (let day = 5; day <= 9; day++) expect(await world.push(0.9, { day })).toMatchObject({ newer: 1_200 });
    expect(await world.push(0.8, { day: 13 })).toMatchObject({ delivered: 1_200 });
  });

  it('leaves nothing alone for a newer one that was undone, or wrote nothing, or shadows only', async () => {
    const world = await shop(10);
    await world.push(0.5, { day: 5 });
    await undo(world, 5);
    world.crm.onCall = () => {
      throw new CrmError('permanent', 'no login');
    };
    await expect(world.push(0.6, { day: 6 })).rejects.toMatchObject({ code: 'CRM_REFUSED' });
    world.crm.onCall = () => undefined;
    await world.push(0.7, { day: 7, mode: 'shadow', push: { shadow: { score: 'score_new' } } });
    expect(await world.push(0.3, { day: 4 })).toMatchObject({ delivered: 10 });
    expect(world.crm.records.get('O-3')).toEqual({ score: 0.3, score_new: 0.7 });
  });

  it('leaves all leads alone where the leads of the newer one are gone', async () => {
    const world = await shop(10);
    await world.push(0.5, { day: 5, count: 8 });
    await world.home.ports(settings, world.crm).blobs.remove(leadsPath(nightOf(5), SCENE, 0));
    expect(await world.push(0.3, { day: 4 })).toMatchObject({ newer: 10 });
  });
});

describe('a retry', () => {
  it('never brings values of a push that was undone: those of the newest that stands', async () => {
    const world = await shop(10);
    world.crm.poison.set('O-4', 'refuse');
    await world.push(0.5, { day: 5 });
    await world.push(0.6, { day: 6 });
    await undo(world, 6);
    world.crm.poison.clear();
    expect(await retry(world, 5)).toMatchObject({ delivered: 1 });
    expect(scoreOf(world, 'O-4')).toBe(0.5);
    await expect(retry(world, 6)).rejects.toMatchObject({
      code: 'NIGHT_MISSING',
      message: 'the push of claim of 2026-03-06 was undone, so its leads are not to be in the CRM',
    });
  });

  it('takes no values of a push into shadow fields', async () => {
    const world = await shop(10);
    world.crm.poison.set('O-4', 'refuse');
    await world.push(0.5, { day: 5 });
    world.crm.poison.clear();
    await world.push(0.6, { day: 6, mode: 'shadow', count: 1, push: { shadow: { score: 'score_new' } } });
    expect(await retry(world, 5)).toMatchObject({ delivered: 1 });
    expect(scoreOf(world, 'O-4')).toBe(0.5);
  });

  it('finds the dead letters that were there before a push into shadow fields, and none of its own', async () => {
    const world = await shop(10);
    const shadow = { shadow: { score: 'score_new' } };
    const states = async (): Promise<unknown[]> =>
      Promise.all(['O-1', 'O-4'].map(async (id) => (await leadInCrm(world.home.store, SCENE, id)).receipt));
    world.crm.poison.set('O-4', 'refuse');
    await world.push(0.5, { day: 5 });
    world.crm.poison.clear();
    world.crm.poison.set('O-1', 'refuse');
    expect(await world.push(0.6, { day: 6, mode: 'shadow', push: shadow })).toMatchObject({ delivered: 9, dead: 1 });
    const before = [
      { date: '2026-03-05', run: 1, state: 'delivered', values: { score: 0.5 } },
      { date: '2026-03-05', run: 1, state: 'dead', reason: 'O-4 is poison', values: { score_new: 0.6 } },
    ];
    expect(await states()).toEqual(before);
    await undo(world, 6, shadow);
    expect(await states()).toEqual([before[0], { ...before[1], values: { score_new: null } }]);
    expect(await retry(world, 5)).toMatchObject({ changed: 1, delivered: 1 });
    expect(scoreOf(world, 'O-4')).toBe(0.5);
  });

  it('takes what only the shadow was refused for to the CRM when the field itself is pushed', async () => {
    const world = await shop(10);
    const push = { shadow: { score: 'score_new' } };
    world.crm.poison.set('O-4', 'refuse');
    expect(await world.push(0.5, { day: 5, mode: 'shadow', push })).toMatchObject({ delivered: 9, dead: 1 });
    world.crm.poison.clear();
    expect(await world.push(0.5, { day: 5, push })).toMatchObject({ delivered: 10, dead: 0 });
    expect(world.crm.records.get('O-4')).toEqual({ score: 0, score_new: 0.5 });
  });

  it('never brings values of a night that was not pushed, or into shadow fields only: a gate may keep them back', async () => {
    const world = await shop(10);
    world.crm.poison.set('O-4', 'refuse');
    await world.push(0.5, { day: 5 });
    world.crm.poison.clear();
    await world.push(0.6, { day: 6, mode: 'shadow', count: 1, push: { shadow: { score: 'score_new' } } });
    await world.home.leads(nightOf(7), SCENE, [{ id: 'O-4', values: { score: 0.9 }, changed: true }]);
    for (const day of [6, 7])
      await expect(retry(world, day)).rejects.toMatchObject({
        code: 'NIGHT_MISSING',
        message: `claim of 2026-03-0${day} was never pushed, so none of its leads is a dead letter`,
      });
    expect(scoreOf(world, 'O-4')).toBe(0);
    expect(await retry(world, 5)).toMatchObject({ delivered: 1 });
    expect(scoreOf(world, 'O-4')).toBe(0.5);
  });
});

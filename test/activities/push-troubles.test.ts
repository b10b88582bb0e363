import { describe, expect, it } from 'vitest';
import { retryPush } from '../../activities/push/retry-push.ts';
import { deadLetters, leadInCrm, refusedByPush } from '../../activities/push/push-state.ts';
import { pushRuns } from '../../activities/push/push-runs.ts';
import { CrmError } from '../../crm/crm.ts';
import { journalTable, receiptsTable } from '../../domain/push-receipt.ts';
import { at } from '../contract/store-rows.ts';
import { crmSettings, quiet } from './push-home.ts';
import { nightOf, SCENE, shop } from './push-shop.ts';

const saying = (text: string): string => expect.stringContaining(text) as string;

describe('a CRM that rejects', () => {
  it('a call for one of its rows loses no other row, and few calls', async () => {
    const { crm, push } = await shop(200);
    crm.poison.set('O-77', 'reject');
    const result = await push(0.5);
    expect(result).toMatchObject({ delivered: 199, dead: 1, examples: [{ id: 'O-77', reason: 'O-77 is poison' }] });
    expect(crm.calls.write).toBeLessThanOrEqual(17);
  });

  it('one row in a hundred costs a seventh of a call a row at most, and the next night a call of its own', async () => {
    const { crm, push } = await shop(2_000);
    for (let i = 0; i < 2_000; i += 100) crm.poison.set(`O-${i}`, 'reject');
    expect(await push(0.5)).toMatchObject({ delivered: 1_980, dead: 20 });
    expect(crm.calls.write).toBeLessThan(290);
    crm.calls.write = 0;
    expect(await push(0.6, { day: 2 })).toMatchObject({ delivered: 1_980, dead: 20 });
    expect(crm.calls.write).toBeLessThanOrEqual(20 + 30);
  });

  it('every call stops the push, and says why; mended, it goes on', async () => {
    const { home, crm, push } = await shop(300);
    crm.onCall = () => {
      if (crm.calls.write > 1) throw new CrmError('permanent', 'no right to write score');
    };
    await expect(push(0.5)).rejects.toMatchObject({
      code: 'CRM_REFUSED',
      message: saying('no right'),
    });
    expect(await pushRuns(home.store, SCENE)).toMatchObject([{ state: 'failed', because: saying('no right') }]);
    crm.onCall = () => undefined;
    expect(await push(0.5)).toMatchObject({ changed: 300, delivered: 300, dead: 0 });
    expect([...crm.stored.values()].every((times) => times === 1)).toBe(true);
  });

  it('the pace is waited for as long as it says, by all', async () => {
    const { crm, clock, push } = await shop(400);
    let storm = 20;
    crm.onCall = () => {
      if (storm-- > 0) throw new CrmError('throttled', '429', { retryAfterMs: 30_000 });
    };
    expect(await push(0.5)).toMatchObject({ delivered: 400, callsAgain: 20 });
    expect(clock.nowMs()).toBeGreaterThan(19 * 30_000);
  });

  it('to answer for minutes fails the push, which then goes on', async () => {
    const { crm, clock, push } = await shop(50);
    crm.onCall = () => {
      throw new CrmError('transient', 'connection refused');
    };
    await expect(push(0.5)).rejects.toMatchObject({ code: 'CRM_FAILED', retry: 'retry' });
    expect(clock.nowMs()).toBeGreaterThan(60_000);
    crm.onCall = () => undefined;
    expect(await push(0.5)).toMatchObject({ delivered: 50, dead: 0 });
  });

  it('a row without ever answering for it makes it a dead letter in the end, and only it', async () => {
    const { crm, push } = await shop(120);
    crm.poison.set('O-7', 'fail');
    crm.poison.set('O-8', 'fail');
    const result = await push(0.5);
    expect(result).toMatchObject({ delivered: 118, dead: 2 });
    expect(result.examples[0]?.reason).toContain('internal server error');
  });
});

describe('a push that is not as usual', () => {
  it('stops when too many leads fail', async () => {
    const { home, crm, push } = await shop(1_000, { parallel: 1 });
    for (let i = 0; i < 1_000; i += 5) crm.poison.set(`O-${i}`, 'refuse');
    await expect(push(0.5)).rejects.toMatchObject({ code: 'CRM_STOPPED', retry: 'never' });
    const [run] = await pushRuns(home.store, SCENE);
    expect(run).toMatchObject({ state: 'stopped', result: { dead: 100, stopped: saying('20') } });
    expect(crm.stored.size).toBe(400);
  });

  it('does not stop for leads that were dead letters before and still are, but for others', async () => {
    const { crm, push } = await shop(1_000, { parallel: 1 });
    for (let i = 0; i < 1_000; i += 25) crm.records.delete(`O-${i}`);
    expect(await push(0.5)).toMatchObject({ delivered: 960, dead: 40 });
    // Of the night after a few have changed, and the dead letters are tried again beside them.
    expect(await push(0.6, { day: 2, count: 200 })).toMatchObject({ delivered: 192, dead: 8 });
    const settings = { breaker: { failed_share: 0.03 } };
    expect(await push(0.7, { day: 3, push: settings })).toMatchObject({ delivered: 960, dead: 40 });
    for (let i = 1; i < 1_000; i += 25) crm.poison.set(`O-${i}`, 'refuse');
    await expect(push(0.8, { day: 4, push: settings })).rejects.toMatchObject({
      code: 'CRM_STOPPED',
      message: saying('failed'),
    });
  });

  it('does not stop a retry of dead letters of which most still fail', async () => {
    const { home, crm, push } = await shop(2_000);
    for (let i = 0; i < 2_000; i += 12) crm.poison.set(`O-${i}`, 'refuse');
    expect(await push(0.5)).toMatchObject({ dead: 167 });
    crm.poison.delete('O-0');
    const settings = crmSettings(SCENE, { fields: { score: { value: 'wins.score' } } });
    const retried = await retryPush(home.ports(settings, crm))({ run: nightOf(1), scene: SCENE, parts: 2 }, quiet);
    expect(retried).toMatchObject({ changed: 167, delivered: 1, dead: 166 });
  });

  it('stops before it writes far more than the last ones, and goes on when that is allowed', async () => {
    const { crm, push } = await shop(3_000);
    for (let day = 1; day <= 3; day++) await push(day / 10, { day, count: 200 });
    crm.stored.clear();
    await expect(push(0.9, { day: 4 })).rejects.toMatchObject({
      code: 'CRM_STOPPED',
      message: saying('3,000'),
    });
    expect(crm.stored.size).toBe(0);
    expect(await push(0.9, { day: 4, push: { breaker: { rows_factor: 20 } } })).toMatchObject({ delivered: 3_000 });
  });
});

describe('ways to push', () => {
  it('a dry run says what would be done and does nothing', async () => {
    const { home, crm, push } = await shop(20);
    crm.records.delete('O-3');
    const result = await push(0.5, { mode: 'dry-run' });
    expect(result).toMatchObject({ dryRun: true, changed: 20, delivered: 0, dead: 1 });
    expect([crm.calls.write, crm.stored.size]).toEqual([0, 0]);
    expect(await home.store.listRecords(receiptsTable(SCENE))).toEqual([]);
    expect(await pushRuns(home.store, SCENE)).toEqual([]);
  });

  it('a shadow push writes beside the field', async () => {
    const { crm, push } = await shop(20);
    const shadow = { shadow: { score: 'score_new' } };
    expect(await push(0.5, { mode: 'shadow', push: shadow })).toMatchObject({ delivered: 20 });
    expect(crm.records.get('O-1')).toEqual({ score: 0, score_new: 0.5 });
    await expect(push(0.5, { mode: 'shadow' })).rejects.toMatchObject({ code: 'SETTINGS_INVALID' });
  });

  it('a suppressed lead is not written, whether it is listed or its attributes say so', async () => {
    const { home, crm, push } = await shop(20);
    const version = { type: 'opportunity', validFrom: at('2026-01-01'), validTo: undefined, arrived: 0 };
    const row = (id: string, consent: string) => ({ ...version, id, attrsText: JSON.stringify({ consent }) });
    await home.store.putVersions([row('O-1', 'no'), row('O-2', 'yes')] as never);
    const suppress = { where: ['attrs.consent=no'], file: 'never.txt' };
    const result = await push(0.5, { push: { suppress }, list: 'O-5\r\nO-6\n' });
    expect(result).toMatchObject({ changed: 20, delivered: 17, suppressed: 3 });
    expect(['O-1', 'O-2', 'O-5', 'O-6'].map((id) => crm.records.get(id)?.['score'])).toEqual([0, 0.5, 0, 0]);
  });

  it('a retry takes the dead letters only, with the latest values', async () => {
    const { home, crm, push } = await shop(30);
    crm.poison.set('O-4', 'refuse');
    await push(0.5, { day: 1 });
    await push(0.6, { day: 2 });
    expect(await deadLetters(home.store, SCENE, 9)).toMatchObject([{ id: 'O-4', receipt: { date: '2026-03-02' } }]);
    crm.poison.clear();
    crm.stored.clear();
    const settings = crmSettings(SCENE, { fields: { score: { value: 'wins.score' } } });
    const retried = await retryPush(home.ports(settings, crm))({ run: nightOf(1), scene: SCENE, parts: 1 }, quiet);
    expect(retried).toMatchObject({ changed: 1, delivered: 1, dead: 0, same: 0 });
    expect([...crm.stored]).toEqual([['O-4', 1]]);
    expect(crm.records.get('O-4')).toMatchObject({ score: 0.6 });
    expect(await deadLetters(home.store, SCENE, 9)).toEqual([]);
    expect(await leadInCrm(home.store, SCENE, 'O-4')).toMatchObject({
      receipt: { state: 'delivered', values: { score: 0.6 } },
      entries: [
        { date: '2026-03-01', entry: { state: 'dead' } },
        { date: '2026-03-02', entry: { state: 'delivered' } },
      ],
    });
  });

  it('what each night was refused stays known, whatever became of it since', async () => {
    const { home, crm, push } = await shop(30);
    crm.poison.set('O-4', 'refuse');
    crm.records.delete('O-7');
    await push(0.5, { day: 1 });
    crm.poison.clear();
    crm.poison.set('O-9', 'refuse');
    await push(0.6, { day: 2 });
    const refused = async (journal: number) => refusedByPush(home.store, SCENE, journal, 9);
    expect(await refused(1)).toMatchObject([
      { id: 'O-4', reason: 'O-4 is poison', receipt: { state: 'delivered', date: '2026-03-02' } },
      { id: 'O-7', reason: 'the CRM has no record of this opportunity', receipt: { state: 'dead' } },
    ]);
    expect((await refused(2)).map(({ id }) => id)).toEqual(['O-7', 'O-9']);
    expect(await refusedByPush(home.store, SCENE, 2, 1)).toHaveLength(1);
  });

  it('the journals of the newest fourteen runs are kept, and no number comes again', async () => {
    const { home, push } = await shop(3);
    for (let day = 1; day <= 16; day++) await push(day / 100, { day });
    const runs = await pushRuns(home.store, SCENE);
    expect(runs.map(({ journal }) => journal)).toEqual([undefined, undefined, ...runs.slice(2).map((_, i) => i + 3)]);
    expect(await home.store.listRecords(journalTable(SCENE, 2))).toEqual([]);
    expect(await home.store.listRecords(journalTable(SCENE, 3))).toHaveLength(3);
    await push(0.5, { day: 1 });
    expect((await pushRuns(home.store, SCENE))[0]).toMatchObject({ date: '2026-03-01', journal: 17 });
  });
});

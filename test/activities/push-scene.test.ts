import { describe, expect, it } from 'vitest';
import { pushSceneBy } from '../../activities/push/push-scene.ts';
import { journalTable, receiptsTable, type PushEntry, type PushReceipt } from '../../domain/push-receipt.ts';
import type { LeadLine } from '../../domain/lead-line.ts';
import { faultyCrm } from './push-faulty-crm.ts';
import { crmSettings, fakeClock, pushHome, quiet } from './push-home.ts';

const SCENE = 'claim';
const RUN = { dictionary: 'shop', date: '2026-03-01', run: 1 } as const;
const FIELDS = { fields: { score: { value: 'wins.score' }, why: { value: 'reasons' } } };
const LIMITS = { readRows: 100, writeRows: 50 };

const leads = (count: number, score = 0.5): LeadLine[] =>
  Array.from({ length: count }, (_, i) => ({ id: `O-${i}`, values: { score, why: `because ${i}` }, changed: true }));

describe('a push', () => {
  it('writes what changed, reads it back and keeps a receipt and an entry a lead', async () => {
    const home = await pushHome();
    const crm = faultyCrm(LIMITS, () => 0.5);
    const lines = leads(250);
    for (const { id } of lines) crm.records.set(id, { score: 0.1, why: null, owner: 'Ann' });
    const parts = await home.leads(RUN, SCENE, [...lines, { id: 'O-same', values: { score: 1 }, changed: false }], 100);
    const ports = home.ports(crmSettings(SCENE, FIELDS), crm);
    const result = await pushSceneBy(fakeClock(), ports, { run: RUN, scene: SCENE, parts }, quiet);
    expect(result).toMatchObject({
      changed: 250,
      same: 1,
      delivered: 250,
      found: 0,
      edited: 0,
      dead: 0,
      readBack: 250,
    });
    expect(result.calls).toBe(crm.calls.read + crm.calls.write);
    expect(crm.calls).toEqual({ read: 6, write: 5 });
    expect(crm.records.get('O-7')).toEqual({ score: 0.5, why: 'because 7', owner: 'Ann' });
    const values = { score: 0.5, why: 'because 7' };
    const receipt: PushReceipt = { date: RUN.date, run: 1, state: 'delivered', values };
    expect(await home.store.getRecord(receiptsTable(SCENE), 'O-7')).toEqual(receipt);
    const entry: PushEntry = { state: 'delivered', before: { score: 0.1, why: null }, values, readBack: true };
    expect(await home.store.getRecord(journalTable(SCENE, 1), 'O-7')).toEqual(entry);
  });

  it('leaves reasons that were not made anew as they stand', async () => {
    const home = await pushHome();
    const crm = faultyCrm(LIMITS, () => 0.5);
    crm.records.set('O-1', { score: null, place: null, why: null });
    const fields = { ...FIELDS.fields, place: { value: 'rank' } };
    const push = async (
      day: number,
      values: LeadLine['values'],
      changed: boolean,
      more: object = {},
    ): Promise<void> => {
      const run = { ...RUN, date: `2026-03-0${day}` };
      const parts = await home.leads(run, SCENE, [{ id: 'O-1', values, changed }]);
      const ports = home.ports(crmSettings(SCENE, { fields, ...more }), crm);
      await pushSceneBy(fakeClock(), ports, { run, scene: SCENE, parts }, quiet);
    };
    await push(1, { score: 0.5, place: 9, why: 'old' }, true);
    crm.edit('O-1', { score: 0.9 });
    await push(2, { score: 0.5, place: 3, why: 'new' }, true);
    expect(crm.records.get('O-1')).toEqual({ score: 0.9, place: 3, why: 'new' });
    // What a person keeps is now to be written over. All numbers are as they were delivered, so the lead has no reasons in its line.
    await push(2, { score: 0.5, place: 3 }, false, { edited: 'overwrite' });
    expect(crm.records.get('O-1')).toEqual({ score: 0.5, place: 3, why: 'new' });
  });

  it('done again writes and reads nothing', async () => {
    const home = await pushHome();
    const crm = faultyCrm(LIMITS, () => 0.5);
    for (const { id } of leads(30)) crm.records.set(id, {});
    const parts = await home.leads(RUN, SCENE, leads(30));
    const ports = home.ports(crmSettings(SCENE, FIELDS), crm);
    const task = { run: RUN, scene: SCENE, parts };
    const first = await pushSceneBy(fakeClock(), ports, task, quiet);
    expect(await pushSceneBy(fakeClock(), ports, task, quiet)).toEqual({ ...first, calls: 0, readBack: 0 });
    expect([...crm.stored.values()]).toEqual(leads(30).map(() => 1));
  });
});

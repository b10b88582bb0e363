import { describe, expect, it } from 'vitest';
import { pushScores } from '../../activities/push-scores.ts';
import { leadsCommand } from '../../cli/leads.ts';
import { leadsText, listedLeads } from '../../cli/listed-leads.ts';
import { leadHome, NIGHT, SCENE, type LeadHome, type Seller } from '../activities/lead-home.ts';
import { NAME } from '../activities/why-home.ts';

const SELLERS: readonly Seller[] = [
  { id: 'A', calls: 9, visits: 1 },
  { id: 'B', calls: 7, visits: 40 },
  { id: 'C', calls: 5 },
];

/** A night whose leads are in Daybreak's own list. */
async function listed(scene: object): Promise<LeadHome> {
  const home = await leadHome({}, SELLERS, { parts: 2, scene });
  for (const model of ['win', 'loss'])
    await pushScores(home.ports)({ run: home.run, scene: SCENE, model, parts: 2 }, () => undefined);
  return home;
}

const ask = ({ ports }: LeadHome, more: { top?: number; scene?: string; reasons?: boolean } = {}) =>
  listedLeads({ ports: () => ports } as never, {
    ...{ dictionary: NAME, date: NIGHT, top: 2, scene: undefined, reasons: false, ...more },
  });

describe('the leads of the list', { timeout: 120_000 }, () => {
  it('are ranked by the score of their scene, and by no output', async () => {
    // By win.score (9.1, 11, 5) they are B, A, C, and by loss.score C, B, A.
    const home = await listed({ score: '2 * loss.score + win.score' });
    const leads = await ask(home, { top: 9 });
    expect(leads.map(({ opportunityId }) => opportunityId)).toEqual(['B', 'C', 'A']);
    expect(leads[0]).toEqual({
      ...{ scene: SCENE, run: 1, by: '2 * loss.score + win.score', outputs: ['loss.score', 'win.score'] },
      ...{ opportunityId: 'B', score: -3, scores: [-7, 11] },
    });
    expect(await ask(home, { top: 1 })).toHaveLength(1);
    expect(await ask(home, { scene: 'other' })).toEqual([]);
    const text = leadsText(leads);
    expect(text).toMatch(/^scene claim, by 2 \* loss\.score \+ win\.score\n/);
    expect(text).toMatch(/score .* loss\.score .* win\.score/);
    expect(text).toMatch(/1 .* B .* -3\.0000 .* -7\.0000 .* 11\.0000/);
    expect(text).not.toContain('model');
    const [told] = await ask(home, { top: 1, reasons: true });
    expect(told?.reasons).toMatch(/calls with the customer/);
  });

  it('of a scene without a score are ranked by the first output of each model', async () => {
    const leads = await ask(await listed({}));
    expect(leads.map((lead) => ['model' in lead ? lead.model : '', lead.opportunityId])).toEqual([
      ['loss', 'C'],
      ['loss', 'B'],
      ['win', 'B'],
      ['win', 'A'],
    ]);
    expect(leadsText(leads)).toMatch(/^scene claim, model loss\n/);
  });

  it('are none of a model that an earlier run of the night had and this one has not', async () => {
    const home = await listed({});
    const old = { dictionary: NAME, date: NIGHT, run: 0, scene: SCENE, model: 'retired', outputs: ['score'] };
    await home.ports.book.push(old, [{ opportunityId: 'A', scores: [1] }]);
    await pushScores(home.ports)({ run: home.run, scene: SCENE, model: 'win', parts: 2 }, () => undefined);
    const models = (await ask(home)).map((lead) => ('model' in lead ? lead.model : ''));
    expect([...new Set(models)]).toEqual(['loss', 'win']);
  });

  it('of a scene that is not there name those that are', async () => {
    const { ports } = await listed({});
    const leads = (date: string) =>
      leadsCommand({ ports: () => ports } as never).parseAsync([NAME, '--date', date, '--scene', 'clam'], {
        from: 'user',
      });
    await expect(leads(NIGHT)).rejects.toMatchObject({
      ...{ code: 'USAGE', message: `${NAME} ${NIGHT} has no leads of a scene "clam"`, next: `choose one of: ${SCENE}` },
    });
    await expect(leads('2026-01-01')).rejects.toMatchObject({ code: 'NIGHT_MISSING' });
  });

  it('may be all of a large scene', async () => {
    const home = await leadHome({}, SELLERS);
    const target = { dictionary: NAME, date: NIGHT, run: 1, scene: SCENE, model: 'win', outputs: ['score'] };
    const all = Array.from({ length: 150_000 }, (_, i) => ({ opportunityId: `O-${i}`, scores: [i] }));
    await home.ports.book.push(target, all);
    const leads = await ask(home, { top: 1_000_000 });
    expect(leads).toHaveLength(150_000);
    expect(leads[0]).toMatchObject({ opportunityId: 'O-149999' });
  });
});

import { describe, expect, it } from 'vitest';
import { leadQuotas } from '../../activities/lead/quota.ts';
import { rankScene } from '../../activities/lead/rank-scene.ts';
import { toldBookLeads } from '../../activities/lead/told-leads.ts';
import type { LeadLine } from '../../domain/lead-line.ts';
import type { PushReceipt } from '../../domain/push-receipt.ts';
import { link } from '../contract/store-rows.ts';
import { NAME } from './why-home.ts';
import { leadHome, NIGHT, SCENE, type Seller } from './lead-home.ts';

const FIELDS = {
  propensity: { value: 'win.score', digits: 1, band: 0.5 },
  place: { value: 'rank', top: 2, by: 'salesperson' },
  of_team: { value: 'rank', top: 1, by: 'attrs.team' },
  of_all: { value: 'rank', top: 3 },
  why: { value: 'reasons' },
  of_date: { value: 'date' },
  made_by: { value: 'model' },
};

const SELLERS: readonly Seller[] = [
  { id: 'A', calls: 9, visits: 0.5, people: ['ann'], team: 'north' },
  { id: 'B', calls: 7, people: ['ann', 'bob'], team: 'north' },
  // The same score, and the id decides by code point: U+FF5E lies below U+1D11E, though its UTF-16 unit lies above.
  { id: 'C～', calls: 5, people: ['ann', 'bob'], team: 'south' },
  { id: 'C𝄞', calls: 5, people: ['bob'], team: 'south' },
  { id: 'D', calls: 3, people: ['ann'] },
  { id: 'E', calls: 1, visits: 10 },
];

const receipt = (values: PushReceipt['values'], state: PushReceipt['state'] = 'delivered'): PushReceipt => ({
  date: '2026-03-04',
  run: 1,
  state,
  ...(values ? { values } : {}),
});

const column = (lines: ReadonlyMap<string, LeadLine>, field: string): unknown[] =>
  SELLERS.map(({ id }) => lines.get(id)?.values[field]);
const changedIds = (lines: ReadonlyMap<string, LeadLine>): string[] =>
  [...lines.values()].filter(({ changed }) => changed).map(({ id }) => id).sort(); // prettier-ignore

describe('leads for the CRM', { timeout: 120_000 }, () => {
  it.each([1, 4])('have values, ranks by pool and reasons, in %i parts', async (parts) => {
    const home = await leadHome(FIELDS, SELLERS, { parts });
    const { lines, ranked } = await home.leads();
    expect(ranked).toEqual({ leads: 6, ranked: 3 + 2 + 3 });
    expect(changedIds(lines)).toEqual(SELLERS.map(({ id }) => id).sort());
    // 9.05 is a tie, and 9.0 is even.
    expect(column(lines, 'propensity')).toEqual([9, 7, 5, 5, 3, 2]);
    // Ann: A, B, C~ ...; Bob: B, C~, C𝄞. B is second with Ann and first with Bob.
    expect(column(lines, 'place')).toEqual([1, 1, 2, null, null, null]);
    expect(column(lines, 'of_team')).toEqual([1, null, 1, null, null, null]);
    expect(column(lines, 'of_all')).toEqual([1, 2, 3, null, null, null]);
    expect(column(lines, 'of_date')).toEqual(SELLERS.map(() => NIGHT));
    expect(column(lines, 'made_by')).toEqual(SELLERS.map(() => 'win 1, loss 1'));
    expect(lines.get('E')?.values['why']).toBe(
      'For: calls with the customer (line 01): 1 minute in all in 7 days; visits to the customer: 10 in all in 7 days.',
    );
  });

  it('are changed where the CRM has not what they say, and only those are explained', async () => {
    const home = await leadHome(FIELDS, SELLERS, { parts: 2 });
    const first = await home.leads();
    const delivered = (id: string, more: PushReceipt['values'] = {}): PushReceipt =>
      receipt({ ...first.lines.get(id)?.values, ...more });
    await home.receipts([
      ['A', delivered('A', { propensity: 8.6 })],
      ['B', delivered('B', { propensity: 6.5 })],
      ['C～', { ...delivered('C～'), state: 'dead', reason: 'a rule' }],
      ['C𝄞', delivered('C𝄞', { why: 'other words', of_date: '2026-03-04' })],
      ['D', delivered('D', { of_all: 3 })],
      ['E', { ...delivered('E'), state: 'edited' }],
    ]);
    const { lines, text } = await home.leads();
    // A moved by less than its band, C𝄞 in its texts only, and E as it was acknowledged.
    expect(changedIds(lines)).toEqual(['B', 'C～', 'D']);
    for (const { id } of SELLERS) {
      const { why, ...others } = first.lines.get(id)?.values ?? {};
      expect(lines.get(id)?.values).toEqual(changedIds(lines).includes(id) ? { ...others, why } : others);
    }
    expect((await home.leads()).text).toBe(text);
  });

  it('are changed where a field was never delivered, under the shadow that stands for it', async () => {
    const home = await leadHome(FIELDS, SELLERS, { push: { shadow: { propensity: 'propensity_next' } } });
    const { values } = (await home.leads()).lines.get('A') ?? {};
    const { propensity = null, ...others } = values ?? {};
    await home.receipts([
      ['A', receipt({ ...others, propensity_next: propensity })],
      ['B', receipt({ ...others, propensity: 7, place: 1, of_team: null, of_all: 2 })],
    ]);
    const { lines } = await home.leads();
    expect(lines.get('A')?.changed).toBe(false);
    expect(lines.get('B')?.changed).toBe(true);
    expect(lines.get('A')?.values).toHaveProperty('propensity', 9);
  });

  it('are as the night saw them, whatever has come since', async () => {
    const home = await leadHome(FIELDS, SELLERS);
    const { text } = await home.leads();
    await home.store.putLinks([link('E', 'salesperson', 'bob', '2026-01-01', undefined, 1)]);
    expect((await home.leads()).text).toBe(text);
  });

  it('turn reasons round where the score falls as the explained output grows', async () => {
    const fields = {
      left: { value: '100 - 2 * loss.score' },
      risk: { value: '1 - win.score' },
      why: { value: 'reasons' },
    };
    const rising = await leadHome(fields, SELLERS, { scene: { score: '0 - win.double' } });
    const { lines } = await rising.leads();
    // loss falls with calls, the pushed number falls with loss.
    expect(lines.get('E')?.values).toMatchObject({ left: 102, risk: -1 });
    expect(lines.get('E')?.values['why']).toMatch(/^For: calls with the customer \(line 01\): 1 minute/);
  });

  it('are ranked by the score of the scene', async () => {
    const ranks = { place: { value: 'rank', top: 10 } };
    const backwards = await leadHome(ranks, SELLERS, { scene: { score: '1 / (win.score - 7)' } });
    const { lines } = await backwards.leads();
    // B has no finite score, so no rank.
    expect(column(lines, 'place')).toEqual([1, null, 4, 5, 3, 2]);
  });

  it('of a scene without numbers are changed where a text is', async () => {
    const home = await leadHome({ why: { value: 'reasons' } }, SELLERS);
    const first = await home.leads();
    await home.receipts([
      ['A', receipt(first.lines.get('A')?.values)],
      ['B', receipt({ why: 'other words' })],
    ]);
    const { lines } = await home.leads();
    expect([lines.get('A')?.changed, lines.get('B')?.changed]).toEqual([false, true]);
  });

  it('get reasons only where they are among the best, when a model is dear to explain', async () => {
    const many = Array.from({ length: 1_010 }, (_, i): Seller => ({ id: `O-${i}`, calls: i + 1 }));
    const home = await leadHome({ why: { value: 'reasons' } }, many, { parts: 2 });
    const { lines } = await home.leads();
    const silent = [...lines.values()].filter(({ values }) => values['why'] === null).map(({ id }) => id);
    expect(silent.sort()).toEqual(many.slice(0, 10).map(({ id }) => id).sort()); // prettier-ignore
  });

  it('are listed for each pool, by the score of the scene', async () => {
    const home = await leadHome({}, SELLERS, { parts: 2, scene: { score: '2 * win.score' } });
    const ask = (by: string, top: number) =>
      leadQuotas(home.ports, { dictionary: NAME, date: NIGHT, by, top, scene: undefined, reasons: true });
    const [quota] = await ask('salesperson', 2);
    expect(quota).toMatchObject({ scene: SCENE, score: '2 * win.score', date: NIGHT, run: 1, leads: 6 });
    const listed = quota!.pools.map(({ pool, leads }) => [pool, leads.map(({ rank, opportunityId }) => [rank, opportunityId])]); // prettier-ignore
    expect(listed).toEqual([
      ['ann', [[1, 'A'], [2, 'B']]], // prettier-ignore
      ['bob', [[1, 'B'], [2, 'C～']]], // prettier-ignore
    ]);
    expect(quota!.pools[0]!.leads[0]!.score).toBeCloseTo(18.1, 5);
    expect(quota!.pools[0]!.leads[0]!.reasons).toBe(
      'For: calls with the customer (line 01): 9 minutes in all in 7 days; visits to the customer: 0.5 in all in 7 days.',
    );
    expect((await ask('attrs.team', 1))[0]!.pools.map(({ pool }) => pool)).toEqual(['north', 'south']);
    expect((await ask('phone', 1))[0]!.pools).toEqual([]);
    const other = leadQuotas(home.ports, {
      dictionary: NAME,
      date: '2026-03-06',
      by: 'phone',
      top: 1,
      scene: undefined,
      reasons: false,
    });
    await expect(other).rejects.toMatchObject({ code: 'NIGHT_MISSING' });
  });

  it('of the list of leads say their reasons by the model of each', async () => {
    const home = await leadHome({}, SELLERS, { parts: 3 });
    const book = (opportunityId: string, model: string) =>
      ({ opportunityId, scores: [1], scene: SCENE, model, outputs: ['score'], run: 1 }); // prettier-ignore
    const told = await toldBookLeads(home.ports, { dictionary: NAME, date: NIGHT }, [
      book('E', 'win'),
      book('E', 'loss'),
      book('D', 'win'),
    ]);
    expect(told).toEqual([
      'For: calls with the customer (line 01): 1 minute in all in 7 days; visits to the customer: 10 in all in 7 days.',
      'Against: calls with the customer (line 01): 1 minute in all in 7 days.',
      'For: calls with the customer (line 01): 3 minutes in all in 7 days.',
    ]);
  });

  it('say which field an expression is wrong in, and that a run has no such scene', async () => {
    const home = await leadHome({ propensity: { value: 'win.score' } }, SELLERS);
    const { run } = home;
    await expect(rankScene(home.ports)({ run, scene: 'clam' }, () => undefined)).rejects.toMatchObject({
      code: 'USAGE',
      next: 'choose one of: claim',
    });
    const wrong = leadHome({ propensity: { value: 'win.scor' } }, SELLERS);
    await expect(wrong.then((one) => one.leads())).rejects.toMatchObject({
      code: 'SETTINGS_INVALID',
      message: expect.stringContaining(`crm.push.${SCENE}.fields.propensity.value names "win.scor"`) as string,
    });
  });
});

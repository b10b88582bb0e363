import { describe, expect, it } from 'vitest';
import { why } from '../../activities/why/why.ts';
import { event, link, version } from '../contract/store-rows.ts';
import { tinyOnnx } from '../scoring/tiny-onnx.ts';
import { treesOnnx } from '../scoring/tree-onnx.ts';
import { NAME, whyHome, type WhyHome } from './why-home.ts';

const ROWS = [
  'opportunity,1,stage,stage of the sale,,ASOF,,,attr:stage,new|won,',
  'opportunity,2,call,time on the telephone,01,SUM|COUNT|RECENCY,3|7,trailing,call[value>=10]:sum,,seconds',
  'user,3,login,logins of a user,,SUM,3,trailing,login:count,,logins',
];
const FEATURES = ['stage_ASOF', 'call_01_SUM_3d', 'call_01_COUNT_3d', 'call_01_RECENCY_7d', 'user.login_SUM_3d'];
/** A sum with a weight a feature, so that what each adds can be worked out by hand. */
const WEIGHTS = [10, 0.5, 1, -1, 2];
const linear = (weights: readonly number[]): Uint8Array => tinyOnnx({ weights, absentAs: 0 });

const call = (eventId: string, on: string, seconds: number, more: object = {}) =>
  event({ eventId, type: 'opportunity', id: 'O-1', feature: 'call', on, valueText: String(seconds), ...more });
const login = (eventId: string, id: string, on: string, more: object = {}) =>
  event({ eventId, id, line: '', on, ...more });

/** Nights of 5, 7, 8 and 9 March, with changes of every kind between them. */
async function nights(): Promise<WhyHome> {
  const home = await whyHome();
  const { store } = home;
  await home.dictionary(ROWS);
  await home.model('m', linear(WEIGHTS), FEATURES);
  await store.putVersions([
    version('O-1', '2026-01-01', '2026-03-06', { attrsText: '{"stage":"new"}' }),
    version('O-1', '2026-03-06', undefined, { attrsText: '{"stage":"won"}' }),
  ]);
  await store.putLinks([link('O-1', 'user', 'U-1', '2026-01-01'), link('O-1', 'user', 'U-2', '2026-03-06')]);
  await store.putEvents([
    call('c1', '2026-03-02T09:00:00Z', 100),
    call('c2', '2026-03-04T09:00:00Z', 20),
    call('short', '2026-03-04T10:00:00Z', 5),
    call('c4', '2026-03-06T09:00:00Z', 30),
    login('l1', 'U-1', '2026-03-04T09:00:00Z'),
    login('l2', 'U-2', '2026-03-04T09:00:00Z'),
  ]);
  await home.night('2026-03-05');
  await store.putEvents([call('c5', '2026-03-04T12:00:00Z', 40)]);
  await home.night('2026-03-07');
  await store.putEvents([
    call('c4', '2026-03-06T09:00:00Z', 32, { arrived: 1 }),
    login('l1', 'U-1', '2026-03-04T09:00:00Z', { op: 'delete', arrived: 1 }),
  ]);
  await home.night('2026-03-08');
  await home.dictionary([...ROWS, 'opportunity,4,visit,visits,,COUNT,3,trailing,visit:count,,']);
  await home.model('m', linear([...WEIGHTS.map((weight) => 2 * weight), 3]), [...FEATURES, 'visit_COUNT_3d']);
  await store.putEvents([
    event({ eventId: 'v', type: 'opportunity', id: 'O-1', line: '', feature: 'visit', on: '2026-03-08T09:00:00Z' }),
  ]);
  await home.night('2026-03-09');
  return home;
}

describe('why a score is what it is', { timeout: 120_000 }, () => {
  it('tells reasons with their values, days and events, and why the score moved, as each night saw it', async () => {
    const home = await nights();
    const first = await home.why('2026-03-05');
    expect(first).toMatchObject({
      model: 'm',
      scenes: ['default'],
      scores: { score: 73 },
      method: 'subsets',
      start: 0,
    });
    expect(first.moved).toBeUndefined();
    expect(first.for.map(({ feature, value, contribution, said }) => [feature, value, contribution, said])).toEqual([
      ['call_01_SUM_3d', 120, 60, 'time on the telephone (line 01): 120 seconds in all in 3 days'],
      ['stage_ASOF', 1, 10, 'stage of the sale: new'],
      ['call_01_COUNT_3d', 2, 2, 'time on the telephone (line 01): on 2 days in 3 days'],
    ]);
    expect(first.against.map(({ said }) => said)).toEqual([
      'time on the telephone (line 01): most recently 1 day before the run date',
    ]);
    expect(first.for[1]).toMatchObject({ days: [], attributes: '{"stage":"new"}' });
    // What came late and what was corrected since is not in it, nor is the call that is too short to count.
    const days = first.for[0]!.days.map(({ date, value, events }) => [date, value, events.map((e) => e.eventId)]);
    expect(days).toEqual([
      ['2026-03-04', 20, ['c2']],
      ['2026-03-02', 100, ['c1']],
    ]);

    const second = await home.why('2026-03-07');
    expect(second.scores).toEqual({ score: 20 + 45 + 2 - 1 + 4 });
    expect(second.moved).toMatchObject({ since: '2026-03-05', scoreBefore: 73, scoreNow: 70, change: -3 });
    const moved = second.moved!.features.map(({ feature, before, now, change, causes }) => [
      feature,
      before,
      now,
      change,
      causes,
    ]);
    expect(moved).toEqual([
      ['call_01_SUM_3d', 120, 90, -15, ['agedOut', 'came', 'late']],
      ['stage_ASOF', 1, 2, 10, ['attributes']],
      ['user.login_SUM_3d', 1, 2, 2, ['links']],
    ]);
    expect(second.moved!.features[0]!.events.map(({ eventId, cause, value }) => [eventId, cause, value])).toEqual([
      ['c1', 'agedOut', '100'],
      ['c5', 'late', '40'],
      ['c4', 'came', '30'],
    ]);
    expect(second.moved!.features[2]).toMatchObject({ linked: ['U-2'], unlinked: [] });
    expect(second.moved!.byCause).toEqual([
      { causes: ['agedOut', 'came', 'late'], change: -15 },
      { causes: ['attributes'], change: 10 },
      { causes: ['links'], change: 2 },
    ]);
  });

  it('tells corrections, deletions, days that passed, a new feature and another model apart', async () => {
    const home = await nights();
    const { moved: corrected } = await home.why('2026-03-08');
    expect(corrected!.features.map(({ feature, change, causes }) => [feature, change, causes])).toEqual([
      ['call_01_SUM_3d', -45 + 16, ['agedOut', 'corrected']],
      ['user.login_SUM_3d', -4, ['agedOut', 'removed']],
      ['call_01_COUNT_3d', -1, ['agedOut']],
      ['call_01_RECENCY_7d', -1, ['days']],
    ]);
    const { moved: remade } = await home.why('2026-03-09');
    const before = 20 + 16 + 1 - 2;
    const now = 2 * (20 + 16 + 1 - 3) + 3;
    expect(remade).toMatchObject({ scoreBefore: before, scoreNow: now, change: now - before });
    const byCause = remade!.byCause.map(({ causes, change }) => ({ causes, change: Number(change.toFixed(9)) }));
    expect(byCause).toEqual([
      { causes: ['model'], change: before },
      { causes: ['dictionary'], change: 3 },
      { causes: ['days'], change: -2 },
    ]);
  });

  it('says what the night does not have', async () => {
    const home = await nights();
    const ask = (date: string, opportunity: string, model?: string) =>
      why(home.ports, { dictionary: NAME, date, opportunity, model });
    await expect(ask('2026-03-06', 'O-1')).rejects.toMatchObject({ code: 'NIGHT_MISSING' });
    await expect(ask('2026-03-05', 'O-9')).rejects.toMatchObject({
      code: 'USAGE',
      message: 'the night shop 2026-03-05 has no opportunity "O-9"',
    });
    await expect(ask('2026-03-05', 'O-1', 'x')).rejects.toMatchObject({ code: 'USAGE', next: 'ask for one of m' });
  });
});

describe('why a score moved where models change', { timeout: 120_000 }, () => {
  it('compares with the last night in which the model scored it, not with one whose scenes have it for another model', async () => {
    const scenes = {
      early: { population: ['attrs.stage=new'], models: ['m'] },
      late: { population: ['attrs.stage=won'], models: ['other'] },
    };
    const home = await whyHome({ scenes });
    await home.dictionary(ROWS);
    await home.model('m', linear(WEIGHTS), FEATURES);
    await home.model('other', linear(WEIGHTS), FEATURES);
    await home.store.putVersions([
      version('O-1', '2026-01-01', '2026-03-06', { attrsText: '{"stage":"new"}' }),
      version('O-1', '2026-03-06', undefined, { attrsText: '{"stage":"won"}' }),
      version('O-2', '2026-01-01', undefined, { attrsText: '{"stage":"won"}' }),
    ]);
    await home.night('2026-03-05');
    await home.night('2026-03-07');
    await home.night('2026-03-08');
    expect(await home.why('2026-03-07')).toMatchObject({ model: 'other', moved: undefined });
    expect(await home.why('2026-03-08')).toMatchObject({ model: 'other', moved: { since: '2026-03-07' } });
  });

  it('takes another manifest of the same file for another model', async () => {
    const home = await whyHome();
    await home.dictionary(ROWS);
    await home.store.putVersions([version('O-1', '2026-01-01', undefined, { attrsText: '{"stage":"new"}' })]);
    await home.model('m', linear(WEIGHTS), FEATURES);
    await home.night('2026-03-05');
    await home.model('m', linear(WEIGHTS), FEATURES, ['score'], { absent: 1 });
    await home.night('2026-03-06');
    const { moved } = await home.why('2026-03-06');
    expect(moved).toMatchObject({ scoreBefore: 10, scoreNow: 12.5, change: 2.5 });
    expect(moved?.byCause).toContainEqual({ causes: ['model'], change: 2.5 });
  });

  it('tells the change on the scale of now, whatever the scale of the model before', async () => {
    const trees = treesOnnx({ trees: [{ weights: [1], cover: 1 }], width: FEATURES.length, bases: [0], sigmoid: true });
    const home = await whyHome();
    await home.dictionary(ROWS);
    await home.store.putVersions([version('O-1', '2026-01-01', undefined, { attrsText: '{"stage":"new"}' })]);
    await home.model('m', trees, FEATURES);
    await home.night('2026-03-05');
    await home.model('m', linear([0.5, 0, 0, 0, 0]), FEATURES);
    await home.night('2026-03-06');
    await home.model('m', trees, FEATURES);
    await home.night('2026-03-07');
    const asProbability = 1 / (1 + Math.exp(-1));
    const toScore = await home.why('2026-03-06');
    expect([toScore.scale, toScore.moved?.scoreBefore]).toEqual(['score', expect.closeTo(asProbability, 6)]);
    expect(toScore.moved?.change).toBeCloseTo(0.5 - asProbability, 6);
    expect(toScore.moved?.byCause).toEqual([
      { causes: ['model'], change: expect.closeTo(0.5 - asProbability, 6) as number },
    ]);
    const toOdds = await home.why('2026-03-07');
    expect([toOdds.scale, toOdds.moved?.scoreBefore]).toEqual(['log-odds', 0.5]);
    // 0.5 is even odds, and the trees add 1.
    expect(toOdds.moved?.change).toBeCloseTo(1, 6);
  });
});

import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diffNights } from '../../activities/diff/diff-nights.ts';
import { diffOpportunity } from '../../activities/diff/opportunity.ts';
import { runAsked, runBefore } from '../../activities/diff/runs.ts';
import type { FeatureValue } from '../../activities/features/feature-value.ts';
import { readFeatures } from '../../activities/features/read-features.ts';
import { loadInto } from '../../activities/load/load-partition.ts';
import { outlookOfNight } from '../../activities/outlook/outlook-night.ts';
import { readSnapshot, writeSnapshot } from '../../activities/snapshot.ts';
import { planText } from '../../cli/plan-text.ts';
import { diffText } from '../../cli/diff-text.ts';
import { opportunityDiffText } from '../../cli/diff-opportunity-text.ts';
import type { NightDiff } from '../../domain/night-diff.ts';
import type { NightOutlook } from '../../domain/night-outlook.ts';
import type { NightResult } from '../../domain/night-result.ts';
import { nightWorkflowId, runFolder, type NightRun } from '../../domain/night.ts';
import { LEDGER, type StageRecord } from '../../domain/stage-record.ts';
import { newHome, removeHome } from '../end-to-end/daybreak.ts';
import { writeDrop } from '../end-to-end/drop.ts';
import { linesOf, manifestOf } from '../end-to-end/night-files.ts';
import { TINY_COLUMNS, TINY_DROP, TINY_ROWS, writeTinyDictionary } from '../end-to-end/tiny.ts';
import { workersInProcess, type InProcess } from '../workflows/workers.ts';

const FIRST = '2026-03-02';
const SECOND = '2026-03-03';
const [call] = TINY_DROP.events;
/** A correction of yesterday's call, one of a new day, and a late login. */
const SINCE = {
  events: [
    { ...call!, value: '100', arrived_at: '2026-03-02T05:00:00Z' },
    { ...call!, event_id: 'n1', event_time: '2026-03-02T10:00:00+08:00', value: '5' },
    { ...TINY_DROP.events[7]!, event_id: 'n2', event_time: '2026-02-27T10:00:00+08:00', value: '3' },
  ],
};

let home: string;
let place: InProcess;
let early: NightOutlook;
let outlook: NightOutlook;
let second: NightResult;

const load = async (name: string, drop: object): Promise<void> => {
  const path = await writeDrop(join(home, name), drop);
  await loadInto(place.ports, { dictionary: 'tiny', path, until: undefined }, () => undefined);
};
const options = (date: string) => ({
  ...{ workflowId: nightWorkflowId('tiny', date), taskQueue: 'daybreak', args: [{ dictionary: 'tiny', date }] },
});
const night = async (date: string): Promise<NightResult> =>
  (await place.client.workflow.execute('nightly', options(date))) as NightResult;
const look = (date: string): Promise<NightOutlook> =>
  outlookOfNight(place.ports, { dictionary: 'tiny', date, scene: undefined, population: undefined });

beforeAll(async () => {
  home = await newHome();
  await writeTinyDictionary(home, 'tiny');
  place = await workersInProcess(home, () => ({}));
  await load('drop', TINY_DROP);
  early = await look(FIRST);
  await night(FIRST);
  await load('since', SINCE);
  outlook = await look(SECOND);
  second = await night(SECOND);
});
afterAll(async () => {
  await place.close();
  await removeHome(home);
});

describe('the outlook of a night', () => {
  it('of a first night has no past to go by, and says which columns the features get', () => {
    expect(early).toMatchObject({ base: 'noNight', rows: [], sources: [], time: { budgets: [] } });
    expect(early.dictionaryChange.added).toEqual(TINY_COLUMNS.map((feature, i) => ({ feature, column: i + 1 })));
    expect(early.stale).toMatchObject([
      // the run date's own day is folded along, and read by the next night
      { type: 'opportunity', entities: 3, days: 4, lateDays: 2, oldest: '2026-02-26', laterDays: 1 },
      { type: 'user', entities: 2, days: 4, lateDays: 3, oldest: '2026-02-22', laterDays: 0 },
    ]);
    expect(planText(early)).toContain(
      'opportunity: 4 days of 3 ids, back to 2026-02-26; and 1 day from the run date on',
    );
    expect(planText(early)).toMatch(
      /takes over from +no night[^]*takes +unknown[^]*adds +12 features: stage_ASOF \(1\)/,
    );
  });

  it('of the next one foresees the days that it folds and the rows that it computes', () => {
    expect(outlook.base).toMatchObject({ date: FIRST });
    expect(outlook.stale).toEqual([
      // yesterday of the night before was corrected; a day that it had not seen, with two events
      { type: 'opportunity', entities: 1, days: 2, lateDays: 1, oldest: '2026-03-01', laterDays: 0 },
      { type: 'user', entities: 1, days: 1, lateDays: 1, oldest: '2026-02-27', laterDays: 0 },
    ]);
    for (const kind of ['derived', 'aggregated'] as const) {
      const of = outlook.rows.filter((rows) => rows.kind === kind);
      const sum = (key: 'changed' | 'due' | 'reused'): number => of.reduce((total, rows) => total + rows[key], 0);
      const { reused, computed } = second.counts.work[kind];
      expect([kind, sum('changed'), sum('due'), sum('reused')]).toEqual([
        ...[kind, computed.changed ?? 0, computed.due ?? 0, reused],
      ]);
    }
    expect(second.counts.work.derived.computed).toEqual({ changed: 1, due: 1 });
    expect(outlook.last).toMatchObject({ date: FIRST, opportunities: 3 });
    expect(outlook.dictionaryChange).toMatchObject({ added: [], retired: [], changedModels: [] });
  });

  it('learns how long it takes from the nights before', () => {
    expect(outlook.time.budgets.map(({ stage }) => stage)).toContain('compute');
    expect(outlook.time.expectedSeconds).toBeGreaterThan(0);
    expect(planText(outlook)).toMatch(/takes +about [\d.]+ s by 1 past night; longest: /);
  });

  it('says what an edited dictionary adds and retires, and what is due to be made anew, and changes nothing', async () => {
    const folder = join(home, 'dictionaries/tiny');
    const before = await readFile(join(folder, 'index.csv'), 'utf8');
    const user = 'user,4,login,minutes logged in,,SUM|MIN,3|7,disjoint,login:sum,';
    await writeTinyDictionary(home, 'tiny', { rows: [...TINY_ROWS.slice(0, 3), user] });
    const changed = await look('2026-03-04');
    expect(changed.dictionaryChange).toMatchObject({
      added: [
        { feature: 'user.login_MIN_0_3d', column: 13 },
        { feature: 'user.login_MIN_3_7d', column: 14 },
      ],
      retired: [
        { feature: 'user.login_MAX_0_3d', column: 10 },
        { feature: 'user.login_MAX_3_7d', column: 12 },
      ],
    });
    expect(changed.rows.filter(({ otherDictionary }) => otherDictionary).map(({ type }) => type)).toEqual([
      'user',
      'user',
    ]);
    expect(await readFile(join(folder, 'index.csv'), 'utf8')).toBe(before);
    await writeTinyDictionary(home, 'tiny');
  });

  it('names what a sealed night was made from and is no more', async () => {
    expect((await look(SECOND)).sealed).toEqual({ run: second.run.run, changed: [] });
    const file = join(home, 'dictionaries/tiny/models/interest/manifest.json');
    const manifest = await readFile(file, 'utf8');
    await writeFile(file, manifest.replace('"version":"1"', '"version":"2"'));
    const after = await look(SECOND);
    expect(after.sealed).toEqual({ run: second.run.run, changed: ['models'] });
    expect(after.dictionaryChange.changedModels).toEqual(['interest']);
    await writeFile(file, manifest);
  });

  it('waits for the partitions and signals that the settings name', async () => {
    const sources = `sources: [{ name: crm }, { name: shop, drop: ${JSON.stringify(home)} }]`;
    await writeTinyDictionary(home, 'tiny', { settings: `time_zone: UTC\n${sources}\ndeadline: "06:30"\n` });
    const ahead = await look('2099-01-01');
    expect(ahead.sources).toEqual([
      { name: 'crm', state: 'signal' },
      { name: 'shop', state: 'missing', partition: `${home}/dt=2098-12-31` },
    ]);
    expect(ahead.redelivered).toBeUndefined();
    expect(planText({ ...ahead, redelivered: ['/drops/dt=2098-12-30'] })).toContain(
      'came again       /drops/dt=2098-12-30, since it was loaded; take it in with: npx daybreak load tiny /drops/dt=2098-12-30',
    );
    expect(planText(ahead)).toContain('deadline         2099-01-01 06:30 UTC, ');
    expect(ahead.time.deadlineMs).toBe(Date.parse('2099-01-01T06:30:00Z'));
    // without anything in its way it would begin at midnight
    expect(ahead.time.headroomSeconds).toBeCloseTo(6.5 * 3600 - (ahead.time.expectedSeconds ?? 0), 0);
    await writeTinyDictionary(home, 'tiny');
  });
});

describe('two nights that are compared', () => {
  const values = async (date: string): Promise<Map<string, Map<number, number>>> =>
    new Map(
      Object.entries(await linesOf(home, 'tiny', date, 'claim')).map(([id, line]) => {
        const cells = line.split(' ').slice(1);
        return [id, new Map(cells.map((cell) => cell.split(':').map(Number) as [number, number]))];
      }),
    );
  const compared = async (): Promise<NightDiff> => {
    const now = await runAsked(place.ports, { dictionary: 'tiny', date: SECOND, run: undefined });
    return diffNights(place.ports, await runBefore(place.ports, now), now, () => undefined);
  };

  it('differ in what their files say', async () => {
    const diff = await compared();
    const [a, b] = [await values(FIRST), await values(SECOND)];
    const expected = TINY_COLUMNS.map((feature, i) => {
      const of = [...a.keys()].map((id) => [a.get(id)!.get(i + 1), b.get(id)!.get(i + 1)] as const);
      return {
        feature,
        changed: of.filter(([x, y]) => x !== undefined && y !== undefined && x !== y).length,
        appeared: of.filter(([x, y]) => x === undefined && y !== undefined).length,
        vanished: of.filter(([x, y]) => x !== undefined && y === undefined).length,
      };
    }).filter(({ changed, appeared, vanished }) => changed + appeared + vanished > 0);
    expect(expected.length).toBeGreaterThan(3);
    const claim = diff.scenes.find(({ scene }) => scene === 'claim');
    expect(claim).toMatchObject({ both: 3, entered: 0, left: 0 });
    const byName = (x: { feature: string }, y: { feature: string }): number => (x.feature < y.feature ? -1 : 1);
    expect([...claim!.features].sort(byName)).toMatchObject(expected.sort(byName));
    const sum = claim!.features.find(({ feature }) => feature === 'talk_01_SUM_7d');
    expect(sum?.most).toEqual({ opportunityId: 'O-1', before: 90.5, now: 635.5 });
    expect([diff.inputs, diff.dictionary]).toEqual([['date', 'rows'], { added: [], gone: [] }]);
    const moved = await diffNights(place.ports, diff.now, diff.before, () => undefined);
    const back = moved.scenes
      .find(({ scene }) => scene === 'claim')!
      .features.find(({ feature }) => feature === sum?.feature);
    expect([back?.sum, back?.changed]).toEqual([-(sum?.sum ?? 0), sum?.changed]);
    expect(diffText(diff, 2)).toMatch(
      /inputs +another date, other rows[^]*talk_01_SUM[^]*and \d+ other features \(--top\)/,
    );
  });

  it('differ by rank, and one opportunity value by value', async () => {
    const { before, now, scores } = await compared();
    expect(scores.map(({ scores: { model, compared: by } }) => [model, by?.both, by?.sameModels])).toEqual([
      ['interest', 3, true],
    ]);
    const diff = await diffOpportunity(place.ports, before, now, 'O-1');
    const [a, b] = [(await values(FIRST)).get('O-1')!, (await values(SECOND)).get('O-1')!];
    const differing = TINY_COLUMNS.filter((_, i) => a.get(i + 1) !== b.get(i + 1));
    expect(diff.features.map(({ feature }) => feature)).toEqual(differing);
    expect(diff.sameFeatures + diff.features.filter((value) => value.before !== undefined).length).toBe(a.size);
    expect(diff.scores).toMatchObject([{ model: 'interest', before: { score: 48, rank: 1, of: 3 } }]);
    expect(opportunityDiffText(diff)).toMatch(/interest score +48 \(rank 1 of 3\) → /);
    await expect(diffOpportunity(place.ports, before, now, 'O-9')).rejects.toThrow('neither run has an opportunity');
  });

  it('of one night differ in rows as long as the ledger knows of what each was made', async () => {
    const [{ rows: were }] = [(await manifestOf(home, 'tiny', SECOND)).inputs];
    await load('later', {
      events: [{ ...call!, event_id: 'n3', event_time: '2026-03-02T11:00:00+08:00', value: '9' }],
    });
    const sealed = await look(SECOND);
    expect(planText(sealed)).toMatch(/^night tiny 2026-03-03: sealed as run 1; rows of days before it have come since/);
    const replay = { asKnownNow: true, dictionaryNow: false, push: false };
    const again = { ...options(SECOND), args: [{ dictionary: 'tiny', date: SECOND, kind: 'replay', replay }] };
    expect(((await place.client.workflow.execute('nightly', again)) as NightResult).run.run).toBe(2);
    expect((await manifestOf(home, 'tiny', SECOND)).inputs.rows).not.toBe(were);
    const runs = [1, 2].map((run) => ({ dictionary: 'tiny', date: SECOND, run })) as [NightRun, NightRun];
    const diff = await diffNights(place.ports, ...runs, () => undefined);
    expect([diff.inputs, diff.rowsUnknown]).toEqual([['rows'], undefined]);

    const store = await place.ports.openStore('tiny', 'Asia/Shanghai');
    for (const { key, value } of await store.listRecords(LEDGER))
      if (key.startsWith(`${SECOND}/00001`))
        await store.putRecord(LEDGER, key, { ...(value as StageRecord), inputs: {} });
    const forgotten = await diffNights(place.ports, ...runs, () => undefined);
    expect([forgotten.inputs, forgotten.rowsUnknown]).toEqual([[], true]);
    expect(diffText(forgotten, 1)).toContain('inputs         the same; whether their rows are the same is not known');
  });

  it('must be there', async () => {
    const asked = { dictionary: 'tiny', date: '2026-03-09' };
    await expect(runAsked(place.ports, { ...asked, run: undefined })).rejects.toMatchObject({ code: 'NIGHT_MISSING' });
    await expect(runAsked(place.ports, { ...asked, date: FIRST, run: 7 })).rejects.toThrow('has no run 7');
    await expect(runBefore(place.ports, { ...asked, date: FIRST, run: 1 })).rejects.toThrow('no night of tiny before');
  });

  it('must have its files: without them all opportunities would seem to be gone', async () => {
    const run = { dictionary: 'tiny', date: FIRST, run: 1 };
    const begun = { ...run, run: 8 };
    await writeSnapshot(place.ports.blobs, begun, await readSnapshot(place.ports.blobs, run));
    await expect(runAsked(place.ports, begun)).rejects.toThrow('run 8 of tiny 2026-03-02 has no feature files');
    await place.ports.blobs.remove(runFolder(begun));
  });
});

describe('a night of which rows lie in the folder of an earlier one that is gone', () => {
  const THIRD = '2026-03-04';
  const features = async (): Promise<FeatureValue[]> => {
    const query = { dictionary: 'tiny', date: THIRD, kinds: ['derived', 'agg'] as const, entity: undefined };
    const values: FeatureValue[] = [];
    for await (const value of readFeatures(place.ports, query)) values.push(value);
    return values;
  };

  it('is whole again after a full replay, as the message says', async () => {
    await night(THIRD);
    const before = await features();
    expect(before.length).toBeGreaterThan(10);
    await rm(join(home, '.daybreak/files/tiny', FIRST), { recursive: true });
    const next = expect.stringContaining('npx daybreak replay DICTIONARY --date D --full') as string;
    await expect(features()).rejects.toMatchObject({ code: 'BLOB_MISSING', next });
    const replay = { asKnownNow: false, dictionaryNow: false, push: false };
    const asked = { dictionary: 'tiny', date: THIRD, kind: 'replay', full: true, replay };
    const result = (await place.client.workflow.execute('nightly', {
      ...options(THIRD),
      args: [asked],
    })) as NightResult;
    expect(result.counts.work.derived).toMatchObject({ reused: 0, computed: { full: 5 } });
    expect(await features()).toEqual(before);
  });
});

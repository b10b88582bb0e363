import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { computedPlan } from '../../activities/rows/extended-rows.ts';
import { loadInto } from '../../activities/load/load-partition.ts';
import { readSnapshot } from '../../activities/snapshot.ts';
import { nightWorkflowId, type NightRequest, type ReplayRequest } from '../../domain/night.ts';
import type { NightResult } from '../../domain/night-result.ts';
import { newHome, removeHome } from '../end-to-end/daybreak.ts';
import { writeDrop, type DropRows } from '../end-to-end/drop.ts';
import { bytesOf, linesOf, manifestOf, nightFolderOf, sealedRun } from '../end-to-end/night-files.ts';
import { TINY_DATE, TINY_DROP, TINY_LINES, TINY_ROWS, writeTinyDictionary } from '../end-to-end/tiny.ts';
import { workersInProcess, type InProcess } from './workers.ts';

let home: string;
let place: InProcess;
let drops = 0;

const load = async (dictionary: string, rows: DropRows): Promise<void> => {
  const path = await writeDrop(join(home, `drop-${++drops}`), rows);
  await loadInto(place.ports, { dictionary, path, until: undefined }, () => undefined);
};

const run = async (request: Partial<NightRequest> & { dictionary: string }): Promise<NightResult> => {
  const asked = { date: TINY_DATE, ...request };
  const workflowId = nightWorkflowId(asked.dictionary, asked.date);
  const options = { taskQueue: 'daybreak', workflowId, args: [asked] };
  return (await place.client.workflow.execute('nightly', options)) as NightResult;
};

const AS_THEN: ReplayRequest = { asKnownNow: false, dictionaryNow: false, push: false };
const replay = (dictionary: string, how: Partial<ReplayRequest> = {}): Promise<NightResult> =>
  run({ dictionary, kind: 'replay', replay: { ...AS_THEN, ...how } });

const leadRuns = async (dictionary: string): Promise<number[]> => {
  const leads = await place.ports.book.leads(dictionary, TINY_DATE, 100);
  return [...new Set(leads.map(({ run: of }) => of))];
};

/** A row of the night's own days that is delivered after it. */
const LATE = { ...TINY_DROP.events[0]!, event_id: 'late', value: '9.5' };
const WITH_LATE = TINY_LINES['O-1']!.replaceAll(/([245]):90.5/g, '$1:100').replace('7:45.25', '7:50');

/** The row with more functions, and one that is new. */
const USERS_NOW = 'user,4,login,minutes logged in,,SUM|MAX|COUNT,3|7,disjoint,login:sum,';
const MORE = 'opportunity,9,ring,calls of a day,01,COUNT|ARGMAX,7,trailing,call:count,';

const writeRows = (dictionary: string, rows: readonly string[]): Promise<void> => {
  const header = 'dim,id,name,explain,business_line,cal_sort,times,window_kind,data_src,vocab';
  return writeFile(join(home, 'dictionaries', dictionary, 'dictionary.csv'), `${[header, ...rows].join('\n')}\n`);
};

/** A step that fails while it is set. */
let fails: 'scoreModel' | undefined;

beforeAll(async () => {
  home = await newHome();
  place = await workersInProcess(home, (real) => ({
    scoreModel: (task) =>
      fails === 'scoreModel'
        ? Promise.reject(ApplicationFailure.nonRetryable('the model is odd', 'SCORER_FAILED'))
        : real.scoreModel(task),
  }));
});
afterAll(async () => {
  await place.close();
  await removeHome(home);
});

async function sealed(dictionary: string): Promise<Record<string, string>> {
  await writeTinyDictionary(home, dictionary);
  await load(dictionary, TINY_DROP);
  await run({ dictionary });
  expect(await linesOf(home, dictionary, TINY_DATE, 'claim')).toEqual(TINY_LINES);
  return bytesOf(home, dictionary, TINY_DATE);
}

describe('a replay', () => {
  it('gives the bytes of the first time after rows came late, were corrected, deleted and linked', async () => {
    const before = await sealed('late');
    const manifest = await manifestOf(home, 'late', TINY_DATE);
    await load('late', {
      events: [
        LATE,
        { ...TINY_DROP.events[2]!, value: '77', arrived_at: '2026-04-01T00:00:00Z' },
        { ...TINY_DROP.events[6]!, op: 'delete', arrived_at: '2026-04-01T00:00:00Z' },
      ],
      entities: [{ ...TINY_DROP.entities[0]!, attrs: '{"stage":"won"}' }],
      links: [{ opportunity_id: 'O-3', linked_type: 'user', linked_id: 'U-1', valid_from: '2026-01-01T00:00:00Z' }],
    });
    await run({ dictionary: 'late', date: '2026-03-03' });
    const result = await replay('late');
    expect(result.run.run).toBe(2);
    expect(await bytesOf(home, 'late', TINY_DATE)).toEqual(before);
    const after = await manifestOf(home, 'late', TINY_DATE);
    expect({ ...after, run: 1, files: [] }).toEqual({ ...manifest, files: [] });
    expect(await leadRuns('late')).toEqual([1]);
  });

  it('takes in what came since when it is told to, and is itself replayed as it was', async () => {
    const before = await sealed('now');
    await load('now', { events: [LATE] });
    await replay('now', { asKnownNow: true });
    expect((await linesOf(home, 'now', TINY_DATE, 'claim'))['O-1']).toBe(WITH_LATE);
    const known = await bytesOf(home, 'now', TINY_DATE);
    expect(known).not.toEqual(before);
    await load('now', { events: [{ ...LATE, event_id: 'later', value: '1' }] });
    await replay('now');
    expect(await bytesOf(home, 'now', TINY_DATE)).toEqual(known);
  });

  it('uses the dictionary of then, and leaves the days of newer nights as their dictionary wants them', async () => {
    const before = await sealed('rows');
    await writeRows('rows', [...TINY_ROWS.slice(0, 3), USERS_NOW, MORE]);
    await run({ dictionary: 'rows', date: '2026-03-03' });
    const newer = await bytesOf(home, 'rows', '2026-03-03');
    const result = await replay('rows');
    expect(result.counts.staleDays).toBe(0);
    expect(await bytesOf(home, 'rows', TINY_DATE)).toEqual(before);
    // what the replay did to the store would show in a night that computes everything
    await run({ dictionary: 'rows', date: '2026-03-04', full: true });
    await run({ dictionary: 'rows', date: '2026-03-03', kind: 'replay', replay: { ...AS_THEN, asKnownNow: true } });
    expect(await bytesOf(home, 'rows', '2026-03-03')).toEqual(newer);
    await replay('rows', { dictionaryNow: true });
    expect((await linesOf(home, 'rows', TINY_DATE, 'look'))['O-3']).toContain(' 15:');
  });

  it('takes over what stages before the first one have made', async () => {
    const before = await sealed('stages');
    for (const fromStage of ['aggregate', 'files', 'map', 'score'] as const) {
      await replay('stages', { fromStage });
      expect(await bytesOf(home, 'stages', TINY_DATE), fromStage).toEqual(before);
      const { run: number } = await manifestOf(home, 'stages', TINY_DATE);
      const made = await readdir(
        join(nightFolderOf(home, 'stages', TINY_DATE), 'runs', String(number), 'derived', 'user'),
      );
      expect(made).toEqual(['part-00000.dir']);
    }
    const scores = join(await sealedRun(home, 'stages', TINY_DATE), 'models/interest/scores.csv');
    const { run: number } = await manifestOf(home, 'stages', TINY_DATE);
    await writeFile(scores, 'entity_id,score\nO-1,1\nO-2,2\nO-3,3\n');
    await replay('stages', { fromStage: 'push', push: true });
    expect((await manifestOf(home, 'stages', TINY_DATE)).run).toBe(number);
    const leads = await place.ports.book.leads('stages', TINY_DATE, 9);
    expect(leads.filter(({ scene }) => scene === 'claim').map(({ scores: [score] }) => score)).toEqual([3, 2, 1]);
  });

  it('of one type takes the others over, and may see more of that type than the rest does', async () => {
    await sealed('only');
    await load('only', {
      events: [LATE, { ...TINY_DROP.events[7]!, event_id: 'late-login', value: '1000' }],
      links: [{ opportunity_id: 'O-3', linked_type: 'user', linked_id: 'U-1', valid_from: '2026-01-01T00:00:00Z' }],
    });
    await replay('only', { only: 'user' });
    expect(await linesOf(home, 'only', TINY_DATE, 'claim')).toEqual(TINY_LINES);
    await replay('only', { only: 'user', asKnownNow: true });
    expect(await linesOf(home, 'only', TINY_DATE, 'claim')).toEqual({
      'O-1': TINY_LINES['O-1']!.replace('9:5 10:5', '9:1005 10:1005'),
      'O-2': TINY_LINES['O-2'],
      'O-3': `${TINY_LINES['O-3']!} 9:1005 10:1005 11:8 12:8`,
    });
    const mixed = await bytesOf(home, 'only', TINY_DATE);
    await replay('only');
    expect(await bytesOf(home, 'only', TINY_DATE)).toEqual(mixed);
  });

  it('makes a night that failed from what its last run saw and had done', async () => {
    await writeTinyDictionary(home, 'failed');
    await load('failed', TINY_DROP);
    fails = 'scoreModel';
    await expect(run({ dictionary: 'failed' })).rejects.toThrow();
    fails = undefined;
    await load('failed', { events: [LATE] });
    await replay('failed', { fromStage: 'score', push: true });
    expect(await linesOf(home, 'failed', TINY_DATE, 'claim')).toEqual(TINY_LINES);
    expect(await leadRuns('failed')).toEqual([2]);
    await expect(replay('nobody')).rejects.toMatchObject({ cause: { cause: { type: 'DICTIONARY_MISSING' } } });
    await writeTinyDictionary(home, 'without-nights');
    await expect(replay('without-nights')).rejects.toMatchObject({ cause: { cause: { type: 'NIGHT_MISSING' } } });
  });

  it('that adds features gives what a replay with the whole dictionary gives, and computes them alone', async () => {
    for (const name of ['whole', 'added']) {
      await sealed(name);
      await load(name, { events: [LATE] });
      await writeRows(name, [...TINY_ROWS.slice(0, 3), USERS_NOW, MORE]);
    }
    await replay('whole', { dictionaryNow: true });
    await replay('added', { features: ['ring', 'login'] });
    expect(await linesOf(home, 'added', TINY_DATE, 'look')).toEqual(await linesOf(home, 'whole', TINY_DATE, 'look'));
    expect(await bytesOf(home, 'added', TINY_DATE)).toEqual(await bytesOf(home, 'whole', TINY_DATE));
    const [added, whole] = await Promise.all(['added', 'whole'].map((name) => manifestOf(home, name, TINY_DATE)));
    // the models are files under the dictionary's name
    expect({ ...added?.inputs, models: '' }).toEqual({ ...whole?.inputs, models: '' });
    const snapshot = await readSnapshot(place.ports.blobs, { dictionary: 'added', date: TINY_DATE, run: 2 });
    expect(computedPlan(place.ports, snapshot, 'derived', 'opportunity').plan.names).toEqual([
      'ring_01_COUNT_7d',
      'ring_01_ARGMAX_7d',
    ]);
    await expect(replay('added', { features: ['ring'] })).rejects.toMatchObject({
      cause: { cause: { type: 'USAGE' } },
    });
  });
});

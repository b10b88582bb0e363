import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NightResult } from '../../domain/night-result.ts';
import { daybreak, json, newHome, removeHome, succeed } from './daybreak.ts';
import { writeDrop, type DropRow } from './drop.ts';
import { linesOf, timesOf } from './night-files.ts';
import { TINY_DATE, TINY_DROP, TINY_ROWS, writeTinyDictionary } from './tiny.ts';

/** One dictionary lives through these nights in order, as it would in a company; the stack is never restarted. */
let home: string;
let folder: string;

const night = async (date: string): Promise<NightResult> =>
  (await json<{ result: NightResult }>(home, 'night', 'tiny', '--date', date)).result;

/** The features of an opportunity as `column:value`. */
const features = async (date: string, id: string): Promise<string> =>
  (await linesOf(home, 'tiny', date, 'claim'))[id]?.slice(2) ?? 'no line';

const deliver = async (...events: DropRow[]): Promise<void> => {
  await succeed(
    home,
    'load',
    'tiny',
    await writeDrop(join(home, `drop-${String(events[0]!['event_id'])}`), { events }),
  );
};

const index = async (): Promise<string[]> => (await readFile(join(folder, 'index.csv'), 'utf8')).trim().split('\n');
const pids = async (): Promise<number[]> =>
  (await json<{ processes: { pid: number }[] }>(home, 'status')).processes.map(({ pid }) => pid);

const eventOf = (id: string): DropRow => TINY_DROP.events.find(({ event_id }) => event_id === id)!;

let startedAs: number[];
beforeAll(async () => {
  home = await newHome();
  folder = join(home, 'dictionaries', 'tiny');
  await writeTinyDictionary(home, 'tiny');
  await succeed(home, 'up');
  startedAs = await pids();
  await succeed(home, 'load', 'tiny', await writeDrop(join(home, 'drop'), TINY_DROP));
  await night(TINY_DATE);
});
afterAll(async () => {
  await succeed(home, 'down');
  await removeHome(home);
});

describe('events that come after the night of their day', () => {
  it('without any, the next night makes no day anew', async () => {
    expect((await night('2026-03-03')).counts.staleDays).toBe(0);
    // 4 days back is 2026-02-27 now, so the calls of 2026-03-01 and 2026-03-02 lie in both windows, that of 2026-02-26 in one
    expect(await features('2026-03-03', 'O-1')).toBe(
      '1:2 2:590.5 3:2 4:295.25 5:590.5 6:3 7:196.83333333333334 8:1 9:5 10:5 11:28 12:20',
    );
  });

  it('a late one makes its day anew and no other', async () => {
    await deliver({ ...eventOf('c1'), event_id: 'late', event_time: '2026-03-01T23:00:00+08:00', value: '9.5' });
    expect((await night('2026-03-04')).counts.staleDays).toBe(1);
    expect(await features('2026-03-04', 'O-1')).toMatch(/^1:2 2:600 3:2 4:300 5:600 6:3 7:200 8:2 /);
  });

  it('one that is delivered again as it was makes none anew', async () => {
    await deliver(eventOf('c1'), eventOf('c2'), eventOf('l1'));
    expect((await night('2026-03-05')).counts.staleDays).toBe(0);
  });

  it('a corrected one makes the day it leaves and the day it goes to anew', async () => {
    // 60 seconds of O-1 on 2026-03-01 were 45 seconds of O-2 on 2026-03-03
    const correction = { entity_id: 'O-2', event_time: '2026-03-03T10:00:00+08:00', value: '45' };
    await deliver({ ...eventOf('c1'), ...correction, arrived_at: '2026-03-05T00:00:00Z' });
    expect((await night('2026-03-06')).counts.staleDays).toBe(2);
    // left on 2026-03-01: 30.5 and 9.5, 5 days back
    expect(await features('2026-03-06', 'O-1')).toMatch(/^1:2 5:540 6:2 7:270 8:4( |$)/);
    expect(await features('2026-03-06', 'O-2')).toBe('2:45 3:1 4:45 5:45 6:1 7:45');
  });

  it('a deleted one makes its day anew, and what it alone gave is absent, not 0', async () => {
    await deliver({ ...eventOf('c1'), op: 'delete', arrived_at: '2026-03-06T00:00:00Z' });
    expect((await night('2026-03-07')).counts.staleDays).toBe(1);
    expect(await features('2026-03-07', 'O-2')).not.toMatch(/(^| )[2-8]:/);
  });
});

describe('a dictionary that changes', () => {
  const email = 'opportunity,9,mail,mails a day,,SUM,7,trailing,mail:count,';

  it('a new row has its features the next night, in columns at the end, without a restart', async () => {
    const before = await index();
    await deliver({
      ...eventOf('c1'),
      event_id: 'm1',
      business_line: '',
      feature: 'mail',
      value: '',
      event_time: '2026-03-07T08:00:00Z',
    });
    await writeTinyDictionary(home, 'tiny', { rows: [email, ...TINY_ROWS] });
    const result = await night('2026-03-08');
    expect(result.newFeatures).toBe(1);
    const after = await index();
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.slice(before.length)).toEqual([expect.stringMatching(/^13,mail_SUM_7d,active,/)]);
    expect(await features('2026-03-08', 'O-1')).toMatch(/ 13:1$/);
    expect(await pids()).toEqual(startedAs);
  });

  it('another explanation is no other input: the sealed night has nothing to do', async () => {
    const worded = [email.replace('mails a day', 'letters by mail'), ...TINY_ROWS];
    await writeTinyDictionary(home, 'tiny', { rows: worded });
    const before = await timesOf(join(home, '.daybreak', 'files'));
    expect(await json(home, 'night', 'tiny', '--date', '2026-03-08')).toMatchObject({ state: 'sealed-before' });
    expect(await timesOf(join(home, '.daybreak', 'files'))).toEqual(before);
  });

  it('another fold under an old name is refused and changes nothing', async () => {
    const before = await index();
    await writeTinyDictionary(home, 'tiny', {
      rows: [email, ...TINY_ROWS.map((row) => row.replace('call:sum', 'call:max'))],
    });
    const { code, stderr } = await daybreak(home, 'night', 'tiny', '--date', '2026-03-09');
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^DICTIONARY_CHANGED: .*talk_01_SUM_3d.*; .*new name and id/),
    ]);
    expect(await index()).toEqual(before);
    expect((await daybreak(home, 'features', 'tiny', '--date', '2026-03-09')).stderr).toMatch(/NIGHT_MISSING/);
  });

  it('a row taken out is retired: its columns stay empty and nobody else gets them', async () => {
    const before = await index();
    await writeTinyDictionary(home, 'tiny', { rows: [email, ...TINY_ROWS.filter((row) => !row.includes(',talk,'))] });
    await night('2026-03-09');
    const retired = before.map((line) => (line.includes(',talk_01_') ? line.replace('active', 'retired') : line));
    expect(await index()).toEqual(retired);
    // the call of the run date 2026-03-02 is 7 days back and long
    expect(await features('2026-03-09', 'O-1')).toBe('1:2 8:7 13:1');
  });
});

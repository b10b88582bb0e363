import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NightResult } from '../../domain/night-result.ts';
import { json, newHome, removeHome, succeed } from './daybreak.ts';
import { writeDrop, type DropRow } from './drop.ts';
import { bytesOf, manifestOf } from './night-files.ts';
import { TINY_DATE, TINY_DROP, TINY_ROWS, writeTinyDictionary } from './tiny.ts';

/** The same days in two homes: one takes over what it can from the night before, the other computes everything. */
let homes: { warm: string; full: string };

const night = async (date: string): Promise<NightResult> => {
  await json(homes.full, 'night', 'tiny', '--date', date, '--full');
  return (await json<{ result: NightResult }>(homes.warm, 'night', 'tiny', '--date', date)).result;
};

const expectSameFiles = async (date: string): Promise<void> => {
  const [warm, full] = await Promise.all([homes.warm, homes.full].map((home) => bytesOf(home, 'tiny', date)));
  expect(Object.keys(full!)).toContain('models/interest/scores.csv');
  expect(warm).toEqual(full);
  const manifests = [homes.warm, homes.full].map((home) => manifestOf(home, 'tiny', date));
  expect(await manifests[0]).toEqual(await manifests[1]);
};

const deliver = async (name: string, ...events: DropRow[]): Promise<void> => {
  for (const home of [homes.warm, homes.full])
    await succeed(home, 'load', 'tiny', await writeDrop(join(home, name), { events }));
};

const eventOf = (id: string): DropRow => TINY_DROP.events.find(({ event_id }) => event_id === id)!;

beforeAll(async () => {
  homes = { warm: await newHome(), full: await newHome() };
  for (const home of [homes.warm, homes.full]) {
    await writeTinyDictionary(home, 'tiny');
    await succeed(home, 'up');
    await succeed(home, 'load', 'tiny', await writeDrop(join(home, 'drop'), TINY_DROP));
  }
});
afterAll(async () => {
  for (const home of [homes.warm, homes.full]) {
    await succeed(home, 'down');
    await removeHome(home);
  }
});

describe('consecutive nights with and without --full', () => {
  it('the first one computes every row, as there is no night before it', async () => {
    const { counts } = await night(TINY_DATE);
    expect(counts.work).toEqual({
      derived: { reused: 0, computed: { noNight: 5 } },
      aggregated: { reused: 0, computed: { noNight: 3 } },
    });
    await expectSameFiles(TINY_DATE);
  });

  it('without new data, only what is due by date is computed', async () => {
    const { counts } = await night('2026-03-03');
    // O-1 sees its call of the night before; no other value comes in or crosses an edge.
    expect(counts.work.derived).toEqual({ reused: 4, computed: { due: 1 } });
    expect(counts.work.aggregated).toEqual({ reused: 3, computed: {} });
    await expectSameFiles('2026-03-03');
  });

  it('late and corrected data are computed, and the command says why', async () => {
    const late = { ...eventOf('c1'), event_id: 'late', event_time: '2026-02-27T23:00:00+08:00', value: '9.5' };
    const corrected = { ...eventOf('l2'), entity_id: 'U-2', value: '1', arrived_at: '2026-03-05T00:00:00Z' };
    await deliver('late', late, corrected);
    await succeed(homes.full, 'night', 'tiny', '--date', '2026-03-05', '--full');
    const said = await succeed(homes.warm, 'night', 'tiny', '--date', '2026-03-05');
    expect(said).toMatch(/derived rows {5}\d computed \((\d with changed data, )?\d due by date\), \d taken over/);
    await expectSameFiles('2026-03-05');
  });

  it('another dictionary row is computed for its type, the other types are taken over', async () => {
    const header = 'dim,id,name,explain,business_line,cal_sort,times,window_kind,data_src,vocab';
    for (const home of [homes.warm, homes.full]) {
      const rows = [...TINY_ROWS, 'user,5,logins,logins of a day,,COUNT|RECENCY,30,trailing,login:count,'];
      await writeFile(join(home, 'dictionaries/tiny/dictionary.csv'), `${[header, ...rows].join('\n')}\n`);
    }
    const { counts } = await night('2026-03-06');
    expect(counts.work.aggregated).toEqual({ reused: 0, computed: { dictionary: 3 } });
    expect(counts.work.derived.computed.dictionary).toBe(2);
    await expectSameFiles('2026-03-06');
  });

  it('an older day is made from nights before it, not from those after it', async () => {
    const { counts } = await night('2026-02-27');
    expect(counts.work.derived.computed).toEqual({ noNight: 5 });
    await expectSameFiles('2026-02-27');
  });
});

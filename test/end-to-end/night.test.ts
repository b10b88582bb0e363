import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NightResult } from '../../domain/night-result.ts';
import { daybreak, json, newHome, removeHome, succeed } from './daybreak.ts';
import { writeDrop } from './drop.ts';
import { filesIn, linesOf, manifestOf, nightFolderOf, sealedRun, timesOf } from './night-files.ts';
import { TINY_COLUMNS, TINY_DATE, TINY_DROP, TINY_LINES, TINY_ROWS, TINY_SCORES, writeTinyDictionary } from './tiny.ts';

interface Lead {
  readonly scene: string;
  readonly opportunityId: string;
  readonly scores: readonly number[];
}

let home: string;
let first: NightResult;

const nightOf = (date: string, ...more: string[]) => daybreak(home, 'night', 'tiny', '--date', date, ...more);
const resultOf = async (date: string, ...more: string[]): Promise<NightResult> =>
  (await json<{ result: NightResult }>(home, 'night', 'tiny', '--date', date, ...more)).result;

beforeAll(async () => {
  home = await newHome();
  await writeTinyDictionary(home, 'tiny');
  await succeed(home, 'up');
  await succeed(home, 'load', 'tiny', await writeDrop(join(home, 'drop'), TINY_DROP));
  first = await resultOf(TINY_DATE);
});
afterAll(async () => {
  await succeed(home, 'down');
  await removeHome(home);
});

describe('a night worked out by hand', () => {
  it('writes each opportunity of a scene with its features in the columns of the index', async () => {
    expect(await linesOf(home, 'tiny', TINY_DATE, 'claim')).toEqual(TINY_LINES);
    expect(await linesOf(home, 'tiny', TINY_DATE, 'match')).toEqual({ 'O-1': TINY_LINES['O-1'] });
    const index = (await readFile(join(home, 'dictionaries', 'tiny', 'index.csv'), 'utf8')).trim().split('\n').slice(1);
    const columns = index.map((line) => line.split(',').slice(0, 2).join(','));
    expect(columns).toEqual(TINY_COLUMNS.map((name, i) => `${i + 1},${name}`));
  });

  it('counts what it did', () => {
    // days with events: O-1 (the run date's own among them), O-2, O-3, U-1, U-2
    expect(first.counts).toMatchObject({ staleDays: 3 + 1 + 1 + 2 + 2, opportunities: 3, unknown: 0, overflows: 0 });
    expect(first.counts.ids).toEqual({ opportunity: 3, user: 2 });
    expect(first).toMatchObject({ sealedBefore: false, newFeatures: TINY_COLUMNS.length, late: false });
  });

  it('hands the scores of two scenes over that share a model', async () => {
    const leads = await json<Lead[]>(home, 'leads', 'tiny', '--date', TINY_DATE);
    const scored = (scene: string) =>
      leads.filter((lead) => lead.scene === scene).map(({ opportunityId, scores }) => [opportunityId, ...scores]);
    expect(scored('claim')).toEqual(Object.entries(TINY_SCORES)); // best first
    expect(scored('match')).toEqual([['O-1', TINY_SCORES['O-1']]]);
    expect(first.counts).toMatchObject({ leadsWritten: 4, leadsSame: 0 });
    const model = join(await sealedRun(home, 'tiny', TINY_DATE), 'models', 'interest');
    const [header, ...scores] = (await readFile(join(model, 'scores.csv'), 'utf8')).trim().split('\n');
    expect(header).toBe('entity_id,score');
    expect(scores.toSorted()).toEqual(Object.entries(TINY_SCORES).map(([id, score]) => `${id},${score}`));
  });

  it('ends a scene without models after its feature files and says so', async () => {
    expect(await linesOf(home, 'tiny', TINY_DATE, 'look')).toEqual(TINY_LINES);
    expect(first.scenes.find(({ name }) => name === 'look')).toMatchObject({ opportunities: 3, models: [] });
    const said = (await nightOf(TINY_DATE)).stdout;
    expect(said).toMatch(/scene look +3 opportunities, no models: it ends with its feature files/);
  });

  it('prints its features as CSV and nothing else', async () => {
    const csv = async (...more: string[]): Promise<string[]> => {
      const text = await succeed(home, 'features', 'tiny', '--date', TINY_DATE, '--format', 'csv', ...more);
      const [header, ...lines] = text.split('\n');
      expect([header, lines.pop()]).toEqual(['kind,entity_type,entity_id,feature,value', '']);
      return lines;
    };
    const o1 = ['SUM_0_3d,5', 'MAX_0_3d,5', 'SUM_3_7d,28', 'MAX_3_7d,20'].map((rest) => `O-1,user.login_${rest}`);
    const o2 = ['SUM_3_7d,20', 'MAX_3_7d,20'].map((rest) => `O-2,user.login_${rest}`);
    const aggregated = [...o1, ...o2].map((rest) => `agg,opportunity,${rest}`);
    expect((await csv('--kind', 'agg')).toSorted()).toEqual(aggregated.toSorted());
    const ofUser = await csv('--entity', 'user/U-1');
    expect(ofUser.slice(0, 2)).toEqual(['base,user,U-1,login@2026-03-01,5', 'base,user,U-1,login@2026-02-24,8']);
    expect(ofUser.slice(2)).toContain('derived,user,U-1,login_SUM_3_7d,8');
  });
});

describe('the manifest', () => {
  it('lists every data file of the run with its size, rows and hash', async () => {
    const folder = nightFolderOf(home, 'tiny', TINY_DATE);
    const { files } = await manifestOf(home, 'tiny', TINY_DATE);
    for (const { path, bytes, rows, sha256 } of files) {
      const content = await readFile(join(folder, path));
      expect([bytes, sha256], path).toEqual([content.length, createHash('sha256').update(content).digest('hex')]);
      const newlines = content.toString('latin1').split('\n').length - 1;
      if (/\.(libsvm|ids)$/.test(path)) expect(rows, path).toBe(newlines);
      if (path.endsWith('.csv')) expect(rows, path).toBe(newlines - 1);
    }
    const run = await sealedRun(home, 'tiny', TINY_DATE);
    const rooms = ['features', 'models'].map((room) => filesIn(join(run, room)));
    const there = (await Promise.all(rooms)).flat().map((path) => path.slice(folder.length + 1));
    expect(files.map(({ path }) => path)).toEqual(there.toSorted());
  });

  it('holds no clock', async () => {
    const leaves: unknown[] = [];
    JSON.stringify(await manifestOf(home, 'tiny', TINY_DATE), (_, value: unknown) => {
      if (typeof value !== 'object') leaves.push(value);
      return value;
    });
    expect(leaves.filter((leaf) => typeof leaf === 'number' && leaf > 1e9)).toEqual([]); // seconds since 1970 and more
    expect(leaves.filter((leaf) => typeof leaf === 'string' && /\d{4}-\d{2}-\d{2}|\d:\d{2}/.test(leaf))).toEqual([
      TINY_DATE,
    ]);
  });
});

describe('a sealed night asked for again', () => {
  it('returns at once with 0 and touches nothing', async () => {
    const before = [await timesOf(join(home, '.daybreak', 'files')), await timesOf(join(home, 'dictionaries'))];
    const again = await json<{ state: string }>(home, 'night', 'tiny', '--date', TINY_DATE);
    expect(again.state).toBe('sealed-before');
    expect([await timesOf(join(home, '.daybreak', 'files')), await timesOf(join(home, 'dictionaries'))]).toEqual(
      before,
    );
  });

  it('with another population or scene fails and names replay', async () => {
    const ids = join(home, 'one.ids');
    await writeFile(ids, 'O-1\n');
    for (const more of [
      ['--population', ids],
      ['--scene', 'claim'],
    ]) {
      const { code, stderr } = await nightOf(TINY_DATE, ...more);
      expect(code, stderr).toBe(1);
      expect(stderr).toMatch(
        /NIGHT_SEALED: .*different scenes or population; .*daybreak replay tiny --date 2026-03-02/,
      );
    }
  });
});

describe('a sealed night whose inputs have changed', () => {
  it('fails and names what changed and replay, and its files stay', async () => {
    await writeTinyDictionary(home, 'moved');
    await succeed(home, 'load', 'moved', await writeDrop(join(home, 'drop'), TINY_DROP));
    await succeed(home, 'night', 'moved', '--date', TINY_DATE);
    const files = join(home, '.daybreak', 'files', 'moved', TINY_DATE);
    const before = await timesOf(files);
    const late = { ...TINY_DROP.events[0]!, event_id: 'late', value: '1' };
    await succeed(home, 'load', 'moved', await writeDrop(join(home, 'late'), { events: [late] }));
    const rows = await daybreak(home, 'night', 'moved', '--date', TINY_DATE);
    expect([rows.code, rows.stderr]).toEqual([1, expect.stringMatching(/different rows; .*daybreak replay moved/)]);

    await writeTinyDictionary(home, 'moved', { rows: TINY_ROWS.toSpliced(2, 1) });
    await writeFile(
      join(home, 'dictionaries/moved/settings.yaml'),
      'time_zone: Asia/Shanghai\nscenes: { claim: { models: [] } }\n',
    );
    const all = await daybreak(home, 'night', 'moved', '--date', TINY_DATE);
    expect(all.code).toBe(1);
    expect(all.stderr).toMatch(
      /different rows, dictionary rows, models, scenes or population; .*daybreak replay moved/,
    );
    expect(await timesOf(files)).toEqual(before);
  });

  it('and rows of its own run date or later are none of its inputs', async () => {
    const later = { ...TINY_DROP.events[0]!, event_id: 'later', event_time: '2026-03-02T00:00:00+08:00' };
    await succeed(home, 'load', 'tiny', await writeDrop(join(home, 'later'), { events: [later] }));
    expect(await json(home, 'night', 'tiny', '--date', TINY_DATE)).toMatchObject({ state: 'sealed-before' });
  });
});

describe('a population list', () => {
  it('is computed alone; ids that the store does not know are warned about and left out', async () => {
    const ids = join(home, 'some.ids');
    await writeFile(ids, 'O-2\nO-9\n\nO-2\n');
    const ran = await nightOf('2026-02-27', '--population', ids);
    expect(ran.stdout).toMatch(/unknown ids +1 of the population list, left out: O-9/);
    // it takes the place of every scene's rule
    for (const scene of ['claim', 'match', 'look']) {
      expect(Object.keys(await linesOf(home, 'tiny', '2026-02-27', scene))).toEqual(['O-2']);
    }
    const report = await readFile(join(await sealedRun(home, 'tiny', '2026-02-27'), 'report.json'), 'utf8');
    expect(JSON.parse(report)).toMatchObject({ counts: { opportunities: 1, unknown: 1 }, unknownExamples: ['O-9'] });
  });
});

describe('--scene', () => {
  it('makes only that scene', async () => {
    const result = await resultOf('2026-02-28', '--scene', 'match');
    expect(result.scenes.map(({ name, opportunities }) => [name, opportunities])).toEqual([['match', 1]]);
    const { parameters, files } = await manifestOf(home, 'tiny', '2026-02-28');
    expect(parameters).toEqual({ scene: 'match' });
    expect(files.filter(({ path }) => path.includes('/features/')).every(({ path }) => path.includes('/match/'))).toBe(
      true,
    );
  });
});

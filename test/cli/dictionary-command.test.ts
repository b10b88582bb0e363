import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dictionaryCommand } from '../../cli/dictionary.ts';
import { openDictionaryFolders } from '../../stores/local/dictionary-folder.ts';
import { DICTIONARY_CSV, SOUND, writtenDictionaries } from '../stores/dictionary-written.ts';

let printed = '';
beforeEach(() => {
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

async function opened(change: Readonly<Record<string, string>> = {}) {
  const folder = await writtenDictionaries({ test: { ...SOUND, ...change } });
  const context = openDictionaryFolders({ folder });
  const run = async (...args: string[]): Promise<string> => {
    printed = '';
    await dictionaryCommand(context).parseAsync(args, { from: 'user' });
    return printed;
  };
  const json = async (...args: string[]): Promise<unknown> => JSON.parse(await run(...args, '--json'));
  return { path: join(folder, 'test'), run, json };
}

describe('check', () => {
  it('counts what a sound dictionary has and what the next night will add', async () => {
    const { run } = await opened();
    expect(await run('check', 'test')).toBe(
      'test is sound: 2 rows, 5 features, 1 model\nThe next night (or `npx daybreak dictionary lock`) gives 5 new features a column.\n',
    );
    expect(process.exitCode).toBeUndefined();
  });

  it('says every fault with what to do, and exits 1', async () => {
    const { run, json } = await opened({
      'dictionary.csv': DICTIONARY_CSV.replace('3|7', '7|3').replace('attr:stage', 'attr:'),
    });
    const text = await run('check', 'test');
    expect(text.match(/dictionary\.csv line \d/g)).toEqual(['dictionary.csv line 2', 'dictionary.csv line 3']);
    expect(text).toMatch(/test has 2 faults, 0 warnings\n$/);
    expect(process.exitCode).toBe(1);
    expect(await json('check', 'test')).toMatchObject({
      sound: false,
      faults: [{ code: 'DICTIONARY_INVALID' }, { code: 'DICTIONARY_INVALID' }],
    });
  });
});

describe('lock', () => {
  it('gives, retires and brings back, and does nothing twice', async () => {
    const { path, run, json } = await opened({
      'models/win/manifest.json': SOUND['models/win/manifest.json']!,
    });
    expect(await run('lock', 'test')).toMatch(/^given to 5 features: columns 1-5\n {7}1 {2}user\.login_01_SUM_3d\n/);
    const index = await readFile(join(path, 'index.csv'), 'utf8');
    expect(await run('lock', 'test')).toBe('test: nothing to do, index.csv has all 5 columns\n');
    await writeFile(join(path, 'dictionary.csv'), DICTIONARY_CSV.replace('3|7', '7|30'));
    expect(await json('lock', 'test')).toEqual({
      dictionary: 'test',
      columns: 7,
      given: [
        { column: 6, feature: 'user.login_01_SUM_30d' },
        { column: 7, feature: 'user.login_01_COUNT_30d' },
      ],
      retired: [
        { column: 1, feature: 'user.login_01_SUM_3d' },
        { column: 2, feature: 'user.login_01_COUNT_3d' },
      ],
      revived: [],
    });
    expect(await readFile(join(path, 'index.csv'), 'utf8')).toContain(index.split('\n')[5]);
    await writeFile(join(path, 'dictionary.csv'), DICTIONARY_CSV.replace('3|7', '3|7|30'));
    expect(await run('lock', 'test')).toMatch(/^brought back 2 features: columns 1-2\n/);
  });

  it('writes nothing when a meaning changed under an old name', async () => {
    const { path, run } = await opened();
    await run('lock', 'test');
    const index = await readFile(join(path, 'index.csv'), 'utf8');
    await writeFile(join(path, 'dictionary.csv'), DICTIONARY_CSV.replace('login:count', 'login:sum'));
    await expect(run('lock', 'test')).rejects.toMatchObject({ code: 'DICTIONARY_CHANGED' });
    expect(await readFile(join(path, 'index.csv'), 'utf8')).toBe(index);
  });
});

describe('show', () => {
  it('explains a feature with owner, source, column and models', async () => {
    const { run } = await opened();
    await run('lock', 'test');
    const text = await run('show', 'test', 'user.login_01_SUM_7d');
    for (const line of [
      /^meaning +the sum of the daily values, over the 7 days before the run date,/m,
      /^a day's value +the number of login events of business line 01$/m,
      /^row +id 1, dictionary\.csv:2$/m,
      /^owner +growth$/m,
      /^source +login:count$/m,
      /^column +3 \(active\)$/m,
      /^models +win$/m,
    ]) {
      expect(text).toMatch(line);
    }
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });

  it('explains the row of an id, in Chinese where it is explained so', async () => {
    const { run } = await opened({ 'dictionary.csv': DICTIONARY_CSV.replace('logins', '登录次数') });
    const text = await run('show', 'test', '1');
    expect(text).toContain('login_01  登录次数');
    expect(text).toMatch(/^计算函数 +SUM 日值之和$/m);
    expect(text).toMatch(/^负责人 +growth$/m);
    expect(text).toMatch(/^列号 +尚未分配/m);
    expect(text).toMatch(/^使用模型 +win: user\.login_01_SUM_7d$/m);
  });

  it('gives programs everything', async () => {
    const { json } = await opened();
    expect(await json('show', 'test', 'stage_ASOF')).toMatchObject([
      {
        name: 'stage',
        kind: 'attribute',
        id: 2,
        vocab: ['new', 'won', 'lost'],
        csv_line: 3,
        features: [{ feature: 'stage_ASOF' }],
        models: [{ model: 'win' }],
      },
    ]);
  });

  it('says that a feature is retired, and what is nearest to an unknown one', async () => {
    const { path, run } = await opened({ 'models/win/manifest.json': SOUND['models/win/manifest.json']! });
    await run('lock', 'test');
    await writeFile(join(path, 'dictionary.csv'), DICTIONARY_CSV.replace('3|7', '7'));
    expect(await run('show', 'test', 'user.login_01_SUM_3d')).toBe(
      'user.login_01_SUM_3d is retired: no row of dictionary.csv makes it any more, and its column 1 stays taken.\n',
    );
    await expect(run('show', 'test', 'user.logim_01_SUM_7d')).rejects.toMatchObject({
      code: 'FEATURE_UNKNOWN',
      message: 'test has no feature, row or id "user.logim_01_SUM_7d"; did you mean "user.login_01_SUM_7d"?',
    });
  });
});

describe('search', () => {
  it('prints the best rows as a table', async () => {
    const { run, json } = await opened();
    expect(await run('search', 'test', 'in', 'force')).toMatch(
      /^id +name +dim +explain +columns +models\n2 +stage +opportunity +stage, in force +win\n$/,
    );
    expect(await json('search', 'test', 'win', '--top', '1')).toMatchObject({ found: 2, rows: [{ id: 1 }] });
  });

  it('falls back on the nearest name', async () => {
    const { run, json } = await opened();
    expect(await run('search', 'test', 'stagee')).toBe('nothing found; the nearest name is stage\n');
    expect(await json('search', 'test', 'quite', 'different')).toEqual({ found: 0, rows: [] });
  });
});

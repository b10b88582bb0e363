import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { definedFeatures } from '../../domain/definition.ts';
import { EMPTY_INDEX, growIndex, type FeatureIndex } from '../../domain/feature-index.ts';
import { sha256 } from '../../stores/local/dictionary-cross-checks.ts';
import { openDictionaryFolders } from '../../stores/local/dictionary-folder.ts';
import { DICTIONARY_CSV, SOUND, writtenDictionaries } from './dictionary-written.ts';

async function opened(change: Readonly<Record<string, string | Uint8Array | undefined>> = {}) {
  const folder = await writtenDictionaries({ test: { ...SOUND, ...change } });
  return { folder, path: join(folder, 'test'), store: openDictionaryFolders({ folder }) };
}

const grown = async (store: ReturnType<typeof openDictionaryFolders>): Promise<FeatureIndex> => {
  const { dictionary, index } = await store.read('test');
  return growIndex(index, definedFeatures(dictionary, sha256)).index;
};

describe('read', () => {
  it('gives rows, settings, an empty index before the first lock, and models', async () => {
    const { store, path } = await opened();
    const { dictionary, settings, index, models, hash } = await store.read('test');
    expect(dictionary.rows.map(({ name, line, more }) => ({ name, line, more }))).toEqual([
      { name: 'login', line: 2, more: { owner: 'growth' } },
      { name: 'stage', line: 3, more: {} },
    ]);
    expect(settings).toMatchObject({
      time_zone: 'Europe/Amsterdam',
      scenes: { default: { population: 'all', models: 'all' } },
    });
    expect(index).toEqual(EMPTY_INDEX);
    expect(models).toMatchObject([{ name: 'win', file: join(path, 'models/win/model.onnx') }]);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('sees an edited row at the next call, and its hash only where the meaning changed', async () => {
    const { store, path } = await opened();
    const { hash } = await store.read('test');
    await writeFile(join(path, 'dictionary.csv'), DICTIONARY_CSV.replace(',logins,', ',visits of the app,'));
    expect((await store.read('test')).hash).toBe(hash);
    await writeFile(join(path, 'dictionary.csv'), DICTIONARY_CSV.replace('3|7', '3|7|30'));
    expect((await store.read('test')).hash).not.toBe(hash);
  });

  it('takes a byte order mark, CRLF and rows of nothing but commas', async () => {
    const csv = `\ufeff${DICTIONARY_CSV.replaceAll('\n', '\r\n')}${','.repeat(10)}\r\n`;
    const { store } = await opened({ 'dictionary.csv': csv });
    expect((await store.read('test')).dictionary.rows).toHaveLength(2);
  });

  it('throws the first fault, how many more there are, and the command that shows them', async () => {
    const { store } = await opened({ 'dictionary.csv': DICTIONARY_CSV.replace('SUM|', 'SUMM|').replace('3|7', '7|3') });
    await expect(store.read('test')).rejects.toMatchObject({
      code: 'DICTIONARY_INVALID',
      message: expect.stringMatching(
        /^dictionaries\/test\/dictionary\.csv line 2 \(id 1, login\): cal_sort is "SUMM".*\(and one more fault\)$/,
      ) as unknown,
      next: expect.stringContaining('npx daybreak dictionary check test') as unknown,
    });
  });

  it.each([
    ['tset', /there is no dictionary "tset" in .*dictionaries; did you mean "test"\?/],
    ['../dictionaries/test', /there is no dictionary/],
  ])('names the dictionaries there are for %s', async (name, message) => {
    const { store } = await opened();
    await expect(store.read(name)).rejects.toMatchObject({
      code: 'DICTIONARY_MISSING',
      message: expect.stringMatching(message) as unknown,
      next: 'there are: test',
    });
  });
});

it('says that the folder is there and its dictionary.csv is not', async () => {
  const { store } = await opened({ 'dictionary.csv': undefined });
  await expect(store.check('test')).rejects.toMatchObject({
    code: 'DICTIONARY_MISSING',
    message: expect.stringMatching(/^there is no dictionary\.csv in .*dictionaries\/test$/) as unknown,
  });
});

// root may write everywhere
it.skipIf(process.getuid?.() === 0)(
  'names the folder that columns cannot be written into (NOT TESTED by root)',
  async () => {
    const { store, path } = await opened();
    await chmod(path, 0o555);
    onTestFinished(() => chmod(path, 0o755));
    await expect(store.writeIndex('test', EMPTY_INDEX)).rejects.toMatchObject({
      ...{ code: 'NO_PERMISSION', message: `index.csv cannot be written in ${path}` },
      next: 'give this user the right to write into that folder',
    });
  },
);

describe('list', () => {
  it('gives folders with a dictionary.csv only, ascending', async () => {
    const folder = await writtenDictionaries({ b: SOUND, a: SOUND, '.hidden': SOUND, empty: { 'notes.txt': '' } });
    await writeFile(join(folder, 'README.md'), '');
    expect(await openDictionaryFolders({ folder }).list()).toEqual(['a', 'b']);
  });
  it('is empty where there is no folder', async () => {
    expect(await openDictionaryFolders({ folder: '/nowhere/dictionaries' }).list()).toEqual([]);
  });
});

describe('writeIndex', () => {
  it('writes what read gives back, and leaves nothing beside it', async () => {
    const { store, path } = await opened();
    const index = await grown(store);
    await store.writeIndex('test', index);
    expect((await store.read('test')).index).toEqual(index);
    expect(await readFile(join(path, 'index.csv'), 'utf8')).toMatch(
      /^column,feature,state,hash\n1,user\.login_01_SUM_3d,active,[0-9a-f]{64}\n/,
    );
    expect(await readdir(path)).toEqual(['dictionary.csv', 'index.csv', 'models', 'settings.yaml']);
  });
});

describe('index.csv', () => {
  const hash = 'a'.repeat(64);
  it.each([
    ['another header', 'feature,column\n', /line 1: the header is "feature,column"/],
    [
      'a gap',
      `column,feature,state,hash\n1,a,active,${hash}\n3,b,active,${hash}\n`,
      /line 3: column is "3", expected 2/,
    ],
    [
      'a feature twice',
      `column,feature,state,hash\n1,a,active,${hash}\n2,a,retired,${hash}\n`,
      /line 3: a has line 2 already/,
    ],
    ['an unknown state', `column,feature,state,hash\n1,a,gone,${hash}\n`, /line 2: state is "gone"/],
    ['a cut hash', 'column,feature,state,hash\n1,a,active,abc\n', /line 2: hash is "abc"/],
    ['no feature', `column,feature,state,hash\n1,,active,${hash}\n`, /line 2: feature is blank/],
    ['a cut line', 'column,feature,state,hash\n1,a\n', /line 2: 2 cells, expected 4/],
    ['an open quote', 'column,feature,state,hash\n1,"a\n', /index\.csv is not CSV/],
  ])('is refused with %s', async (_, text, message) => {
    const { store } = await opened({ 'index.csv': text });
    await expect(store.read('test')).rejects.toMatchObject({
      code: 'INDEX_INVALID',
      message: expect.stringMatching(message) as unknown,
    });
  });
});

describe('readModel', () => {
  it('gives the bytes of the ONNX file', async () => {
    const { store } = await opened();
    const [model] = (await store.read('test')).models;
    expect(Buffer.from(await store.readModel(model!)).toString()).toBe('not read here');
  });
  it('says when it has gone since the dictionary was read', async () => {
    const { store } = await opened();
    const [model] = (await store.read('test')).models;
    await rm(model!.file);
    await expect(store.readModel(model!)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringContaining('model "win" is gone') as unknown,
    });
  });
});

describe('check', () => {
  const codes = async (change: Record<string, string | Uint8Array | undefined>): Promise<string[]> => {
    const { store } = await opened(change);
    return (await store.check('test')).faults.map(({ code }) => code);
  };

  it('finds nothing in a sound folder', async () => {
    const { store } = await opened();
    expect(await store.check('test')).toEqual({ faults: [], warnings: [] });
  });

  it('says the faults of all files at once', async () => {
    expect(
      await codes({
        'dictionary.csv': DICTIONARY_CSV.replace('3|7', '7|3'),
        'settings.yaml': undefined,
        'index.csv': 'x\n',
        'models/win/manifest.json': '{',
        'models/other/manifest.json': undefined,
      }),
    ).toEqual(['DICTIONARY_INVALID', 'SETTINGS_INVALID', 'INDEX_INVALID', 'MODEL_INVALID', 'MODEL_INVALID']);
  });

  it('says which bytes are not UTF-8, and which text is not CSV', async () => {
    expect(await codes({ 'dictionary.csv': Buffer.from([0xb5, 0xc7, 0x0a]) })).toEqual(['DICTIONARY_INVALID']);
    expect(await codes({ 'dictionary.csv': `${DICTIONARY_CSV}user,3,"open` })).toEqual(['DICTIONARY_INVALID']);
    expect(await codes({ 'dictionary.csv': '' })).toEqual(['DICTIONARY_INVALID']);
  });

  it('names the line on which a row begins, after rows that span lines', async () => {
    const csv = DICTIONARY_CSV.replace('logins', '"log\r\nins\r\nand more"')
      .replace('attr:stage', 'attr:')
      .replaceAll(/(?<!\r)\n/g, '\r\n\r\n');
    const { store } = await opened({
      'dictionary.csv': csv,
      'models/win/manifest.json': SOUND['models/win/manifest.json'],
    });
    const [fault] = (await store.check('test')).faults;
    expect(fault?.message).toContain('dictionary.csv line 7 (id 2, stage): data_src is "attr:"');
  });

  it('refuses each row whose meaning changed under an old name', async () => {
    const { store, path } = await opened();
    await store.writeIndex('test', await grown(store));
    await writeFile(
      join(path, 'dictionary.csv'),
      DICTIONARY_CSV.replace('login:count', 'login:sum').replace('new|won', 'won|new'),
    );
    const { faults } = await store.check('test');
    expect(faults.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'DICTIONARY_CHANGED dictionaries/test/dictionary.csv line 2 (id 1, login): user.login_01_SUM_3d and 3 more had another definition when it got column 1',
      'DICTIONARY_CHANGED dictionaries/test/dictionary.csv line 3 (id 2, stage): stage_ASOF had another definition when it got column 5',
    ]);
  });

  it('finds nothing wrong with a function, a window and words added', async () => {
    const { store, path } = await opened();
    await store.writeIndex('test', await grown(store));
    const csv = DICTIONARY_CSV.replace('SUM|COUNT', 'MAX|COUNT|SUM')
      .replace('3|7', '1|3|7')
      .replace('logins', 'visits');
    await writeFile(join(path, 'dictionary.csv'), csv);
    expect((await store.check('test')).faults).toEqual([]);
  });

  it('warns of near-duplicates and of a model that no scene uses', async () => {
    const { store } = await opened({
      'dictionary.csv': `${DICTIONARY_CSV}user,3,logon,,01,SUM,7,trailing,login:count,,\n`,
      'settings.yaml': 'time_zone: UTC\nscenes: {claim: {models: []}}\n',
    });
    expect((await store.check('test')).warnings).toEqual([
      expect.stringContaining('logon_01_SUM_7d always equals login_01_SUM_7d of line 2'),
      'dictionaries/test/models/win: no scene of settings.yaml uses this model',
    ]);
  });
});

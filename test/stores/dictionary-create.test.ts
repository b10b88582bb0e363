import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createDictionary } from '../../stores/local/dictionary-create.ts';
import { openDictionaryFolders } from '../../stores/local/dictionary-folder.ts';
import { DICTIONARY_CSV, writtenDictionaries } from './dictionary-written.ts';

const csv = Buffer.from(`\ufeff${DICTIONARY_CSV}`);
const files = { csv, csvFile: 'drop/dictionary.csv', timeZone: 'Europe/London' };

it('makes a sound dictionary: the rows byte by byte, the zone, one scene of everything', async () => {
  const folder = await writtenDictionaries({});
  expect(await createDictionary(folder, 'shop', files)).toBe('created');
  const store = openDictionaryFolders({ folder });
  expect(await store.check('shop')).toEqual({ faults: [], warnings: [] });
  const { settings } = await store.read('shop');
  expect(settings).toEqual({
    time_zone: 'Europe/London',
    sources: [],
    scenes: { default: { line: '', population: 'all', models: 'all' } },
    limits: { bad_rows_share: 0.1 },
    files: { compression: 'none', binary: false },
    retention: [],
  });
  expect(await readFile(join(folder, 'shop/dictionary.csv'))).toEqual(csv);
  expect(await readdir(folder)).toEqual(['shop']);
});

it('has comments that are settings once their mark is taken away', async () => {
  const folder = await writtenDictionaries({});
  await createDictionary(folder, 'shop', files);
  const path = join(folder, 'shop/settings.yaml');
  const yaml = await readFile(path, 'utf8');
  await writeFile(path, yaml.replaceAll(/^# (?=( *- | *\w+:( |$)))/gm, '').replaceAll(/^# .*\n/gm, ''));
  const { settings } = await openDictionaryFolders({ folder }).read('shop');
  expect(settings).toMatchObject({ deadline: '06:30', sources: [{ name: 'warehouse', drop: '/path/to/drops' }] });
});

it('does nothing the second time', async () => {
  const folder = await writtenDictionaries({});
  await createDictionary(folder, 'shop', files);
  expect(await createDictionary(folder, 'shop', files)).toBe('unchanged');
});

it.each([
  ['another zone', { ...files, timeZone: 'UTC' }],
  ['other rows', { ...files, csv: Buffer.from(DICTIONARY_CSV.replace('3|7', '3')) }],
])('refuses to write over a dictionary with %s', async (_, other) => {
  const folder = await writtenDictionaries({});
  await createDictionary(folder, 'shop', files);
  await expect(createDictionary(folder, 'shop', other)).rejects.toMatchObject({ code: 'DICTIONARY_EXISTS' });
  expect(await readFile(join(folder, 'shop/dictionary.csv'))).toEqual(csv);
  expect(await readdir(folder)).toEqual(['shop']);
});

it.each([
  ['a name with a path', '../shop', files, 'USAGE'],
  ['a name that reads as an option', '-x', files, 'USAGE'],
  ['an unknown zone', 'shop', { ...files, timeZone: 'Europe/Londn' }, 'SETTINGS_INVALID'],
  [
    'faulty rows',
    'shop',
    { ...files, csv: Buffer.from(DICTIONARY_CSV.replace('login:count', 'login')) },
    'DICTIONARY_INVALID',
  ],
])('writes nothing for %s', async (_, name, given, code) => {
  const folder = await writtenDictionaries({ other: { 'dictionary.csv': DICTIONARY_CSV } });
  await expect(createDictionary(folder, name, given)).rejects.toMatchObject({ code });
  expect(await readdir(folder)).toEqual(['other']);
});

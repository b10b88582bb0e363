import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Decoder } from '@toondepauw/node-zstd';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { npzWriter } from '../../engine/libsvm-npz.ts';
import { json, newHome, removeHome, succeed } from './daybreak.ts';
import { writeDrop } from './drop.ts';
import { filesIn, linesOf, manifestOf, nightFolderOf, sealedRun, timesOf } from './night-files.ts';
import { TINY_COLUMNS, TINY_DATE, TINY_DROP, TINY_LINES, writeTinyDictionary } from './tiny.ts';

/** Dictionaries that differ in nothing but the form of their files. */
const FORMS = {
  plain: undefined,
  gz: { setting: 'files: {compression: gz}', suffix: '.gz', unpacked: (bytes: Buffer) => gunzipSync(bytes) },
  zst: {
    setting: 'files: {compression: zst, binary: true}',
    suffix: '.zst',
    unpacked: (bytes: Buffer) => new Decoder().decode(bytes),
  },
} as const;
const packed = (['gz', 'zst'] as const).map((name) => ({ name, ...FORMS[name] }));

/** The first night, and a warm one after it. */
const DATES = [TINY_DATE, '2026-03-03'];

let home: string;
/** What the plain night prints. */
let features: string[];
let leads: object[];

const featuresOf = async (name: string): Promise<string[]> =>
  (await succeed(home, 'features', name, '--date', TINY_DATE, '--format', 'csv')).split('\n');
const leadsOf = (name: string): Promise<object[]> => json(home, 'leads', name, '--date', TINY_DATE);

beforeAll(async () => {
  home = await newHome();
  const drop = await writeDrop(join(home, 'drop'), TINY_DROP);
  await succeed(home, 'up');
  for (const [name, form] of Object.entries(FORMS)) {
    await writeTinyDictionary(home, name);
    const settings = join(home, 'dictionaries', name, 'settings.yaml');
    if (form) await writeFile(settings, `${await readFile(settings, 'utf8')}${form.setting}\n`);
    await succeed(home, 'load', name, drop);
    for (const date of DATES) await succeed(home, 'night', name, '--date', date);
  }
  [features, leads] = [await featuresOf('plain'), await leadsOf('plain')];
});
afterAll(async () => {
  await succeed(home, 'down');
  await removeHome(home);
});

/** A sealed run's feature and model files by their path in it. */
async function contentOf(name: string, date: string): Promise<Map<string, Buffer>> {
  const run = await sealedRun(home, name, date);
  const paths = [...(await filesIn(join(run, 'features'))), ...(await filesIn(join(run, 'models')))];
  return new Map(
    await Promise.all(paths.map(async (path) => [relative(run, path), await readFile(path)] as [string, Buffer])),
  );
}

it('writes the plain night as it was worked out by hand', async () => {
  expect(await linesOf(home, 'plain', TINY_DATE, 'claim')).toEqual(TINY_LINES);
});

describe.each(packed)('a night whose files are $name', ({ name, suffix, unpacked }) => {
  it.each(DATES)('holds the plain night of %s, file by file', async (date) => {
    const [plain, theirs] = [await contentOf('plain', date), await contentOf(name, date)];
    const texts = [...plain.keys()].filter((path) => path.endsWith('.libsvm'));
    expect(texts.map((path) => path.split('/')[0])).toEqual(['features', 'features', 'features', 'models']);
    for (const [path, content] of plain) {
      const text = path.endsWith('.libsvm');
      const there = theirs.get(text ? path + suffix : path);
      expect(there, path).toBeDefined();
      expect((text ? await unpacked(there!) : there!).toString(), path).toBe(content.toString());
    }
    const more = [...theirs.keys()].filter((path) => !plain.has(path) && !path.endsWith(`.libsvm${suffix}`));
    expect(more).toEqual(name === 'zst' ? texts.slice(0, 3).map((path) => path.replace(/\.libsvm$/, '.npz')) : []);
    for (const path of more) {
      const matrix = npzWriter(TINY_COLUMNS.length);
      matrix.push(plain.get(path.replace(/\.npz$/, '.libsvm'))!);
      expect(theirs.get(path)!.equals(matrix.finish()), path).toBe(true);
    }
  });

  it('lists every file as it lies on the disk, with its rows', async () => {
    const folder = nightFolderOf(home, name, TINY_DATE);
    const { files } = await manifestOf(home, name, TINY_DATE);
    const listed = new Map(files.map((file) => [file.path, file]));
    const run = relative(folder, await sealedRun(home, name, TINY_DATE));
    for (const [path, content] of await contentOf(name, TINY_DATE)) {
      const file = listed.get(join(run, path));
      const sha256 = createHash('sha256').update(content).digest('hex');
      expect(file, path).toMatchObject({ bytes: content.length, sha256 });
      const match = path.includes('/match/');
      expect(file!.rows, path).toBe(match ? 1 : 3);
    }
  });

  it('prints the same features and leads', async () => {
    expect(features.length).toBeGreaterThan(20);
    expect(await featuresOf(name)).toEqual(features);
    expect(leads).toHaveLength(4);
    expect(await leadsOf(name)).toEqual(leads);
  });

  it('returns at once when it is asked for again', async () => {
    const before = await timesOf(nightFolderOf(home, name, TINY_DATE));
    expect(await json(home, 'night', name, '--date', TINY_DATE)).toMatchObject({ state: 'sealed-before' });
    expect(await timesOf(nightFolderOf(home, name, TINY_DATE))).toEqual(before);
  });
});

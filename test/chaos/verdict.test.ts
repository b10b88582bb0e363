import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NightManifest } from '../../domain/night-manifest.ts';
import { newHome, removeHome } from '../end-to-end/daybreak.ts';
import { lookAt, type SeenNight } from './looked-at.ts';
import { wrongWithDelivered, wrongWithFailed } from './verdict.ts';

/** The chaos suite is worth what its eye is worth: what it must see is put before it here. */

const DATE = '2099-03-02';
const CONTENT = '0 1:2\n';
const manifest = (dictionary: string, run: number): NightManifest => ({
  ...{ dictionary, date: DATE, run, time_zone: 'UTC', index_base: 1, columns: 1, code_version: '1', scenes: [] },
  inputs: {
    rows: 'r',
    dictionary: 'd',
    index: 'i',
    models: dictionary,
    request: 'q',
    decisions: '',
  },
  parameters: { scene: undefined, population: undefined },
  files: [
    {
      path: `runs/${run}/features/claim/part-00000.libsvm`,
      bytes: CONTENT.length,
      rows: 1,
      sha256: createHash('sha256').update(CONTENT).digest('hex'),
    },
  ],
});
const leads = { 'claim/interest/O-1': [48], 'claim/interest/O-2': [10] };
const calm: SeenNight = { manifest: manifest('calm', 1), corrupt: [], leads };
const good: SeenNight = { manifest: manifest('disturbed', 3), corrupt: [], leads };

describe('a delivered night', () => {
  it('is right when it differs in its name and the number of its run only', () => {
    expect(wrongWithDelivered(good, calm)).toEqual([]);
  });

  const rows = { ...good.manifest!.inputs, rows: 'one more' };
  const cases: Record<string, [SeenNight, RegExp]> = {
    'without a manifest': [{ ...good, manifest: undefined }, /no manifest/],
    'of other rows': [{ ...good, manifest: { ...good.manifest!, inputs: rows } }, /differs in inputs/],
    'with a file less': [{ ...good, manifest: { ...good.manifest!, files: [] } }, /differs in files/],
    'with a spoilt file': [{ ...good, corrupt: ['a'] }, /not as sealed, the first is a/],
    'with a lead less': [{ ...good, leads: { 'claim/interest/O-1': [48] } }, /1 leads are missing/],
    'with a lead more': [{ ...good, leads: { ...leads, 'claim/interest/O-3': [1] } }, /1 leads differ/],
    'with another score': [{ ...good, leads: { ...leads, 'claim/interest/O-2': [11] } }, /differ, the first is .*O-2/],
  };
  it.each(Object.entries(cases))('%s is wrong', (_, [night, said]) => {
    expect(wrongWithDelivered(night, calm).join('; ')).toMatch(said);
  });
});

describe('a failed night', () => {
  it('may show nothing, or all, or a part of the leads once it is sealed', () => {
    const some = { 'claim/interest/O-1': [48] };
    for (const night of [{ manifest: undefined, corrupt: [], leads: {} }, good, { ...good, leads: some }]) {
      expect(wrongWithFailed(night, calm)).toEqual([]);
    }
  });

  it('may not show leads before it is sealed, or wrong ones', () => {
    expect(wrongWithFailed({ ...good, manifest: undefined }, calm)).toEqual([
      'the CRM has leads of a night that is not sealed',
    ]);
    expect(wrongWithFailed({ ...good, leads: { 'claim/interest/O-1': [1] } }, calm)).toHaveLength(1);
  });
});

describe('the look at a home', () => {
  let home: string;
  const folder = (): string => join(home, '.daybreak', 'files', 'disturbed', DATE);
  beforeEach(async () => {
    home = await newHome();
    await mkdir(join(folder(), 'runs/1/features/claim'), { recursive: true });
    await writeFile(join(folder(), 'runs/1/features/claim/part-00000.libsvm'), CONTENT);
  });
  afterEach(() => removeHome(home));
  const look = (): Promise<SeenNight> => lookAt({ home }, 'disturbed', DATE);

  it('sees nothing before the manifest is there, and a file that is spoilt or gone afterwards', async () => {
    expect(await look()).toEqual({ manifest: undefined, corrupt: [], leads: {} });
    await writeFile(join(folder(), 'manifest.json'), JSON.stringify(manifest('disturbed', 1)));
    expect((await look()).corrupt).toEqual([]);
    await writeFile(join(folder(), 'runs/1/features/claim/part-00000.libsvm'), '0 1:3\n');
    expect((await look()).corrupt).toHaveLength(1);
    await writeFile(join(folder(), 'manifest.json'), JSON.stringify(manifest('disturbed', 2)));
    expect((await look()).corrupt).toHaveLength(1);
  });
});

import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { lightVerbs } from '../../activities/verbs.ts';
import { storePopulation } from '../../activities/store-population.ts';
import { tagKey } from '../../activities/tag-key.ts';
import { tagPopulation, type TagResult } from '../../activities/tag-population.ts';
import type { NightRequest, NightRun } from '../../domain/night.ts';
import { saltRanges } from '../../domain/salt.ts';
import { collect } from '../contract/fresh-stores.ts';
import { everySalt, version } from '../contract/store-rows.ts';
import { NAME, whyHome, type WhyHome } from './why-home.ts';

const ROWS = ['opportunity,1,stage,,,ASOF,,,attr:stage,new|won,'];
const LONG = `O-${'9'.repeat(2_000)}`;
const VERY_LONG = `O-${'8'.repeat(9_000)}`;

/** A home whose store knows O-1 and O-2. */
async function shop(): Promise<WhyHome> {
  const home = await whyHome();
  await home.dictionary(ROWS);
  await home.store.putVersions([version('O-1', '2026-01-01', undefined), version('O-2', '2026-01-01', undefined)]);
  return home;
}

/** A night that is begun and tagged in four pieces, and what each piece told. */
async function tagged({ ports }: WhyHome, asked: Partial<NightRequest>): Promise<{ run: NightRun; told: TagResult[] }> {
  const request = { dictionary: NAME, date: '2026-03-05', scene: undefined, population: undefined, ...asked };
  const { run } = await lightVerbs.openNight(ports)(request, () => undefined);
  const told: TagResult[] = [];
  for (const range of saltRanges(4)) told.push(await tagPopulation(ports)({ run, range }, () => undefined));
  return { run, told };
}

describe('a population list with lines that are no ids', () => {
  it('is kept without them; each is set aside with its line and why', async () => {
    const { ports } = await whyHome();
    const text = `\uFEFFO-1\r\n${LONG}\nO-2\n\nO\0-3\n${VERY_LONG}\n${LONG}`;
    const { path, aside } = await storePopulation(ports, NAME, 'lists/ids.txt', text);
    expect(Buffer.from(await ports.blobs.read(path)).toString()).toBe('O-1\nO-2\n');
    expect(aside).toMatchObject({
      count: 4,
      examples: [
        'lists/ids.txt line 2 (the id is longer than 400 bytes)',
        'lists/ids.txt line 5 (the id has a NUL character in it)',
        'lists/ids.txt line 6 (the id is longer than 400 bytes)',
      ],
    });
    const lines = (await readFile(aside?.list ?? '', 'utf8')).split('\n');
    expect(lines.map((line) => line.slice(0, 60))).toEqual([
      'file,line,reason,row',
      expect.stringMatching(/^lists\/ids\.txt,2,the id is longer than 400 bytes,O-9999/),
      expect.stringMatching(/^lists\/ids\.txt,5,the id has a NUL character in it,/),
      expect.stringMatching(/^lists\/ids\.txt,6,the id is longer than 400 bytes,O-8888/),
      expect.stringMatching(/^lists\/ids\.txt,7,the id is longer than 400 bytes,O-9999/),
      '',
    ]);
    // mended, it is the same list, and nothing of what was set aside stays
    expect(await storePopulation(ports, NAME, 'lists/ids.txt', 'O-2\nO-1\n')).toEqual({ path, aside: undefined });
    await expect(readFile(aside?.list ?? '')).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is refused where no other line is left, and says what was wrong with the first', async () => {
    const { ports } = await whyHome();
    await expect(storePopulation(ports, NAME, 'ids.txt', `\n${LONG}\n`)).rejects.toMatchObject({
      code: 'POPULATION_UNREADABLE',
      message: 'ids.txt has no ids that can be used: ids.txt line 2 (the id is longer than 400 bytes)',
    });
    await expect(storePopulation(ports, NAME, 'ids.txt', '\n')).rejects.toMatchObject({
      message: 'ids.txt has no ids',
    });
  });

  it('is tagged: they are counted and named once, whatever the pieces', async () => {
    const home = await shop();
    const { path, aside } = await storePopulation(home.ports, NAME, 'ids.txt', `O-1\n${LONG}\nO-7\n`);
    const populationAside = { count: aside?.count ?? 0, examples: aside?.examples ?? [] };
    const { run, told } = await tagged(home, { population: path, populationAside });
    expect(told.map(({ unknown }) => unknown).reduce((sum, n) => sum + n)).toBe(2);
    expect(told.flatMap(({ unknownExamples }) => unknownExamples)).toEqual([
      'ids.txt line 2 (the id is longer than 400 bytes)',
      'O-7',
    ]);
    const tags = await collect(home.store.tagged(tagKey(run), 'opportunity', everySalt));
    expect(tags.flat().map(({ id }) => id)).toEqual(['O-1']);
  });

  it('that an older version kept with them is tagged too', async () => {
    const home = await shop();
    const population = `${NAME}/populations/old.ids`;
    await home.ports.blobs.write(population, Buffer.from(`O-1\n${LONG}\n${VERY_LONG}\n`));
    const { told } = await tagged(home, { population });
    expect(told.map(({ opportunities }) => opportunities).reduce((sum, n) => sum + n)).toBe(1);
    const examples = told.flatMap(({ unknownExamples }) => unknownExamples).sort();
    expect(examples).toEqual([
      `"O-${'8'.repeat(58)}…" (the id is longer than 400 bytes)`,
      `"O-${'9'.repeat(58)}…" (the id is longer than 400 bytes)`,
    ]);
  });
});

import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newHome, removeHome, succeed } from './daybreak.ts';
import { bytesOf, filesIn, manifestOf, sealedRun } from './night-files.ts';
import { placeSample, SAMPLE_DATE, shuffled } from './sample.ts';

let homes: string[];
beforeAll(async () => {
  homes = await Promise.all([newHome(), newHome()]);
  for (const [i, home] of homes.entries()) {
    const drop = await placeSample(home);
    await succeed(home, 'load', 'sample', i === 0 ? drop : await shuffled(drop, join(home, 'other'), 11));
    // no stack is up: the command brings one up for itself
    await succeed(home, 'night', 'sample', '--date', SAMPLE_DATE);
  }
});
afterAll(async () => {
  for (const home of homes) await removeHome(home);
});

it('a night in another home, with its lines in another order and some delivered twice, has the same bytes', async () => {
  const [one, other] = await Promise.all(homes.map((home) => bytesOf(home, 'sample', SAMPLE_DATE)));
  expect(Object.keys(one!)).toContain('models/win/scores.csv');
  expect(other).toEqual(one);
});

it('and the same manifest', async () => {
  const [one, other] = await Promise.all(homes.map((home) => manifestOf(home, 'sample', SAMPLE_DATE)));
  expect(one!.scenes.map(({ opportunities }) => opportunities)).toEqual([expect.any(Number), expect.any(Number)]);
  expect(one!.scenes[0]!.opportunities).toBeGreaterThan(50);
  expect(other).toEqual(one);
});

it('and leaves no file that is half written', async () => {
  for (const home of homes) {
    const files = await filesIn(await sealedRun(home, 'sample', SAMPLE_DATE));
    const strange = files.filter((path) => !/\.(libsvm|ids|csv|rows|dir|f32|json|json\.sha256|html)$/.test(path));
    expect(strange).toEqual([]);
  }
});

import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { warmHome, type Cut, type WarmHome } from '../../bench/warm-home.ts';
import { nightFolder, runFolder, type NightRun } from '../../domain/night.ts';
import { dateOfDay, dayOfDate } from '../../domain/run-date.ts';
import { SALTS } from '../../domain/salt.ts';
import { bringIn, histories, HISTORY_ROWS, KNOWN, START } from './warm-histories.ts';

let home: WarmHome;
beforeAll(async () => {
  home = await warmHome();
});
afterAll(async () => {
  await home.close();
});

/** The feature files, part by part one after the other: each part is a range of salts, so where they are cut must not matter. */
async function textOf(run: NightRun): Promise<Record<string, string>> {
  const whole: Record<string, string> = {};
  for (const path of await home.ports.blobs.list(`${runFolder(run)}/features`)) {
    const form = path.replace(/.*\//, '').replace(/part-\d+/, '');
    whole[form] = (whole[form] ?? '') + Buffer.from(await home.ports.blobs.read(path)).toString();
  }
  return whole;
}

const cuts = fc
  .record({
    bounds: fc.uniqueArray(fc.integer({ min: 1, max: SALTS - 1 }), { maxLength: 5 }),
    parts: fc.constantFrom(1, 2, 8),
    seed: fc.nat(),
    atOnce: fc.integer({ min: 1, max: 6 }),
  })
  .map(({ bounds, parts, seed, atOnce }): Cut => {
    const ends = [0, ...bounds.toSorted((a, b) => a - b), SALTS];
    const pieces = ends.slice(1).map((to, i) => ({ from: ends[i]!, to }));
    const inOrder = <Task>(tasks: readonly Task[]): Task[] =>
      tasks
        .map((task, i) => ({ task, key: Math.imul(seed + i, 0x9e3779b1) >>> 0 }))
        .sort((a, b) => a.key - b.key)
        .map(({ task }) => task);
    return { pieces, parts, inOrder, atOnce };
  });

it('has the same bytes however the work of a night is cut, in which order and how much of it at once, warm or not', async () => {
  let names = 0;
  let reused = 0;
  await fc.assert(
    fc.asyncProperty(
      histories('Asia/Shanghai'),
      fc.array(cuts, { minLength: 2, maxLength: 2 }),
      async (steps, pair) => {
        const name = `cut${++names}`;
        await home.dictionary(name, HISTORY_ROWS, { time_zone: 'Asia/Shanghai' });
        const store = await home.ports.openStore(name, 'Asia/Shanghai');
        await bringIn(store, KNOWN);
        let day = dayOfDate(START);
        for (const [i, { changes, days }] of steps.slice(0, 3).entries()) {
          await bringIn(store, changes);
          day += days;
          const plain = await home.night(name, dateOfDay(day), true);
          const expected = await textOf(plain.run);
          await home.ports.blobs.remove(nightFolder(plain.run));
          // The night before was cut in another way.
          const made = await home.night(name, dateOfDay(day), false, pair[i % 2]);
          expect(await textOf(made.run)).toEqual(expected);
          reused += made.counts['compute.reused']! + made.counts['aggregate.reused']!;
        }
      },
    ),
    { numRuns: 6 },
  );
  expect(reused).toBeGreaterThan(5);
}, 600_000);

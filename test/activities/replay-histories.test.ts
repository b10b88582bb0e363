import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nightStore } from '../../activities/replay/night-store.ts';
import { readSnapshot, writeSnapshot } from '../../activities/snapshot.ts';
import { computeVerbs, lightVerbs } from '../../activities/verbs.ts';
import type { Verb } from '../../activities/verb.ts';
import { warmHome, type WarmHome } from '../../bench/warm-home.ts';
import { OPPORTUNITY } from '../../domain/dictionary.ts';
import type { NightManifest } from '../../domain/night-manifest.ts';
import { nightFolder, runFolder, type NightRun, type ReplayRequest } from '../../domain/night.ts';
import { dateOfDay, dayOfDate, type RunDate } from '../../domain/run-date.ts';
import type { EventRow } from '../../domain/rows.ts';
import { ROW_RANGES, saltRanges, shardCount } from '../../domain/salt.ts';
import { at, event, everySalt, link } from '../contract/store-rows.ts';
import { bringIn, histories, HISTORY_ROWS, KNOWN, START } from './warm-histories.ts';

let home: WarmHome;
beforeAll(async () => {
  home = await warmHome();
});
afterAll(async () => {
  await home.close();
});

const call = <Task, Result>(verb: Verb<Task, Result>, task: Task): Promise<Result> =>
  verb(home.ports)(task, () => undefined);

/** A replay by its verbs, without Temporal. */
async function replayed(dictionary: string, date: RunDate, how: Partial<ReplayRequest> = {}): Promise<NightRun> {
  const replay = { asKnownNow: false, dictionaryNow: false, push: false, ...how };
  const request = { dictionary, date, scene: undefined, population: undefined, replay };
  const { run, types, of, idsAShard = 2048 } = await call(lightVerbs.openReplay, request);
  await call(computeVerbs.takeOver, { run, source: of, from: 0, to: 1, of: 1 });
  const { revision } = await call(lightVerbs.knownRows, run);
  const hashes = await call(computeVerbs.hashRowRanges, { run, from: 0, to: ROW_RANGES, of: ROW_RANGES });
  const rows = await call(lightVerbs.keepRowHash, { run, revision, hashes });
  await call(computeVerbs.tagPopulation, { run, range: everySalt });
  const counts = await call(lightVerbs.countTags, { run, types });
  const shards = (type: string, like = type) =>
    saltRanges(shardCount(counts[types.indexOf(like)] ?? 0, idsAShard)).map((range, part) => ({
      run,
      type,
      part,
      range,
    }));
  for (const type of types) for (const task of shards(type)) await call(computeVerbs.computeShard, task);
  for (const type of types.filter((other) => other !== OPPORTUNITY))
    for (const task of shards(type, OPPORTUNITY)) await call(computeVerbs.aggregateShard, task);
  for (const task of shards(OPPORTUNITY)) await call(computeVerbs.writeFiles, task);
  await call(lightVerbs.sealNight, { run, rows, parts: shards(OPPORTUNITY).length });
  return run;
}

/** What a night hands out: hashes of its inputs and files. */
async function handedOut(run: NightRun): Promise<unknown> {
  const bytes = await home.ports.blobs.read(`${nightFolder(run)}/manifest.json`);
  const { inputs, files, run: number } = JSON.parse(Buffer.from(bytes).toString()) as NightManifest;
  expect(number).toBe(run.run);
  const folder = runFolder(run).slice(nightFolder(run).length + 1);
  return { inputs, files: files.map(({ path, sha256 }) => [path.replace(folder, ''), sha256]) };
}

const sealedOf = async (name: string, date: RunDate): Promise<string> =>
  Buffer.from(await home.ports.blobs.read(`${name}/${date}/manifest.json`)).toString();

/** Rows that come in later: a type that was not there, another fold of a type, a row that is gone. */
const OTHER_ROWS = [
  ...HISTORY_ROWS.filter((row) => !row.startsWith('user,4,')),
  'user,14,login_last,,,SUM|COUNT,3|60,trailing,login:last,',
  'device,15,open,,,COUNT,3,trailing,open:count,',
];

describe('a replay after whatever came in since', () => {
  it.each([
    ['Asia/Shanghai', HISTORY_ROWS],
    ['America/New_York', OTHER_ROWS],
  ])('gives what the night gave (%s)', { timeout: 300_000 }, async (zone, laterRows) => {
    let dictionaries = 0;
    await fc.assert(
      fc.asyncProperty(histories(zone), fc.nat(), async (steps, last) => {
        const name = `${zone.replace(/\W/g, '')}${++dictionaries}`;
        await home.dictionary(name, HISTORY_ROWS, { time_zone: zone });
        const store = await home.ports.openStore(name, zone);
        await bringIn(store, KNOWN);
        const nights: (readonly [RunDate, unknown])[] = [];
        let day = dayOfDate(START);
        // the last of the changes come in after the last night, so that some of their days are not folded
        const before = steps.slice(0, -1);
        const after = steps.at(-1)?.changes ?? [];
        for (const [i, { changes, days }] of before.entries()) {
          await bringIn(store, changes);
          if (i === before.length - 1) await home.dictionary(name, laterRows, { time_zone: zone });
          day += Math.max(i, days);
          const made = await home.night(name, dateOfDay(day), false);
          nights.push([dateOfDay(day), await handedOut(made.run)]);
        }
        await bringIn(store, after);
        const turned = nights.map((_, i) => nights[(i + last) % nights.length]);
        for (const night of turned) {
          if (!night) continue;
          const [date, gave] = night;
          expect(await handedOut(await replayed(name, date)), date).toEqual(gave);
          expect(await handedOut(await replayed(name, date, { fromStage: 'aggregate' })), date).toEqual(gave);
        }
      }),
      { numRuns: 8 },
    );
  });

  it(
    'gives the bytes of the first time after 30 more nights and other dictionary rows',
    { timeout: 300_000 },
    async () => {
      await home.dictionary('month', HISTORY_ROWS);
      const store = await home.ports.openStore('month', 'UTC');
      await bringIn(store, KNOWN);
      const first = dayOfDate(START);
      const login = (eventId: string, day: number, row: Partial<EventRow> = {}): EventRow =>
        event({ eventId, id: 'U-1', line: '', time: day * 86_400_000_000, ...row });
      await store.putEvents([login('a', first - 3), login('b', first - 1, { id: 'U-2' })]);
      await store.putLinks([link('O-1', 'user', 'U-1', '2026-01-01'), link('O-2', 'user', 'U-2', '2026-01-01')]);
      const gave = await handedOut((await home.night('month', START, false)).run);
      for (let after = 1; after <= 30; after++) {
        // each day brings one of its own, one for a day that the first night saw, and a correction of what that had seen
        await store.putEvents([
          login(`own-${after}`, first + after - 1),
          login(`late-${after}`, first - (after % 5) - 1),
          login('a', first - 3, { arrived: after, valueText: String(after) }),
        ]);
        if (after === 10)
          await home.dictionary('month', [...HISTORY_ROWS, 'user,9,logins,,,SUM,9,trailing,login:count,']);
        if (after === 20) await home.dictionary('month', OTHER_ROWS);
        await home.night('month', dateOfDay(first + after), false);
      }
      const newer = await Promise.all([10, 20, 30].map((after) => sealedOf('month', dateOfDay(first + after))));
      expect(await handedOut(await replayed('month', START))).toEqual(gave);
      expect(await handedOut(await replayed('month', START, { asKnownNow: true }))).not.toEqual(gave);
      expect(await Promise.all([10, 20, 30].map((after) => sealedOf('month', dateOfDay(first + after))))).toEqual(
        newer,
      );
    },
  );

  it('is cut as the run was, whatever nights are cut by now', async () => {
    await home.dictionary('cut', HISTORY_ROWS);
    await bringIn(await home.ports.openStore('cut', 'UTC'), KNOWN);
    const { run } = await home.night('cut', START, false);
    const partsOf = async (of: NightRun): Promise<number> => {
      const files = await home.ports.blobs.list(`${runFolder(of)}/features`);
      return files.filter((path) => path.endsWith('.ids')).length;
    };
    expect(await partsOf(run)).toBe(1);
    const snapshot = await readSnapshot(home.ports.blobs, run);
    await writeSnapshot(home.ports.blobs, run, { ...snapshot, idsAShard: 1 });
    const again = await replayed('cut', START);
    expect(await partsOf(again)).toBeGreaterThan(1);
    const gave = await handedOut(again);
    expect(await handedOut(await replayed('cut', START, { fromStage: 'aggregate' }))).toEqual(gave);
    expect(await handedOut(await replayed('cut', START, { fromStage: 'files' }))).toEqual(gave);
  });

  it('reads kept days where they are as they were, and events of the others only', async () => {
    await home.dictionary('kept', HISTORY_ROWS);
    const store = await home.ports.openStore('kept', 'UTC');
    await bringIn(store, KNOWN);
    const login = (eventId: string, id: string, row: Partial<EventRow> = {}): EventRow =>
      event({ eventId, id, line: '', time: at('2026-02-27T10:00:00Z'), ...row });
    await store.putEvents([
      login('a', 'U-1'),
      login('b', 'U-2'),
      login('c', 'U-3', { time: at('2026-02-26T10:00:00Z') }),
    ]);
    const { run } = await home.night('kept', START, false);
    const asked: string[] = [];
    const counting = {
      ...store,
      eventsOf: (...given: Parameters<typeof store.eventsOf>) => {
        asked.push(given[0].id);
        return store.eventsOf(...given);
      },
    };
    const ports = { ...home.ports, openStore: () => Promise.resolve(counting) };
    const snapshot = await readSnapshot(ports.blobs, run);
    const read = async (): Promise<unknown> => {
      asked.length = 0;
      const then = { ...snapshot, replay: { of: 1, asOf: snapshot.revision ?? -1 } };
      const seen = await nightStore(ports, then);
      return seen.readDays('user', ['U-1', 'U-2', 'U-3'], 0, dayOfDate(START));
    };
    const before = await read();
    expect(asked).toEqual([]);
    await store.putEvents([login('a', 'U-1', { arrived: 9, valueText: '77' }), login('late', 'U-3')]);
    expect(await read()).toEqual(before);
    expect(asked).toEqual(['U-1', 'U-3']);
    await home.night('kept', dateOfDay(dayOfDate(START) + 1), false);
    expect(await read()).toEqual(before);
    expect(asked).toEqual(['U-1', 'U-3']);
    await home.dictionary('kept', [...HISTORY_ROWS, 'user,9,logins,,,COUNT,3,trailing,login:count,']);
    await home.night('kept', dateOfDay(dayOfDate(START) + 2), false);
    expect((await read()) !== undefined && asked).toEqual(['U-1', 'U-3']);
    await home.dictionary('kept', HISTORY_ROWS.slice(0, 3));
    await home.night('kept', dateOfDay(dayOfDate(START) + 3), false);
    expect(await read()).toEqual(before);
    expect(asked).toEqual(['U-1', 'U-2', 'U-3']);
  });
});

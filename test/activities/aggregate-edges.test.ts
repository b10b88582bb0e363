import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aggregateShard } from '../../activities/aggregate-shard.ts';
import { tagKey } from '../../activities/tag-key.ts';
import { warmHome, type WarmHome } from '../../bench/warm-home.ts';
import { OPPORTUNITY } from '../../domain/dictionary.ts';
import { runFolder, type NightRun } from '../../domain/night.ts';
import type { EventRow } from '../../domain/rows.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { event, everySalt, link } from '../contract/store-rows.ts';

const DATE = '2026-03-02';
const LINKED_TO_ONE = 10_000;
const OF_THE_LARGE = 1_000;

const opportunities = ['large', ...Array.from({ length: LINKED_TO_ONE }, (_, i) => `o-${i}`)];

let home: WarmHome;
let run: NightRun;

beforeAll(async () => {
  home = await warmHome();
  await home.dictionary('edges', ['user,1,login,,01,COUNT|SUM|MAX|MEDIAN,1|7,trailing,login:sum,']);
  const store = await home.ports.openStore('edges', 'UTC');
  const login = (id: string, value: number): EventRow => event({ eventId: id, id, valueText: String(value) });
  const users = Array.from({ length: OF_THE_LARGE }, (_, i) => `u-${i}`);
  await store.putEvents([login('hot', 5), ...users.map((id, i) => login(id, i))]);
  await store.putLinks([
    ...opportunities.slice(1).map((id) => link(id, 'user', 'hot', '2026-01-01')),
    ...users.map((id) => link('large', 'user', id, '2026-01-01')),
  ]);
  ({ run } = await home.night('edges', DATE, true));
});
afterAll(async () => {
  await home.close();
});

/** Aggregates all opportunities as one shard, and gives what it read of the store's days. */
async function readsOfAShard(): Promise<string[][]> {
  const reads: string[][] = [];
  const openStore = async (name: string, zone: string): Promise<FeatureStore> => {
    const store = await home.ports.openStore(name, zone);
    return {
      ...store,
      readDays: (type, ids, ...days) => {
        reads.push([...ids]);
        return store.readDays(type, ids, ...days);
      },
    };
  };
  // The sealed night has dropped its tags.
  const tags = opportunities.map((id) => ({ id, scenes: 1 }));
  await (await home.ports.openStore('edges', 'UTC')).putTags(tagKey(run), OPPORTUNITY, tags);
  const task = { run, type: 'user', part: 99, range: everySalt };
  await aggregateShard({ ...home.ports, openStore })(task, () => undefined);
  return reads;
}

describe('an id linked to ten thousand opportunities, and an opportunity with a thousand ids', () => {
  it('are aggregated exactly', async () => {
    const lines: string[] = [];
    for (const path of await home.ports.blobs.list(`${runFolder(run)}/features`)) {
      if (path.endsWith('.libsvm'))
        lines.push(
          ...Buffer.from(await home.ports.blobs.read(path))
            .toString()
            .trimEnd()
            .split('\n'),
        );
    }
    const [large, ...others] = lines.toSorted((a, b) => b.length - a.length);
    const values = [OF_THE_LARGE, (OF_THE_LARGE * (OF_THE_LARGE - 1)) / 2, OF_THE_LARGE - 1, (OF_THE_LARGE - 1) / 2];
    expect(large).toBe(`0${[...values, ...values].map((value, i) => ` ${i + 1}:${value}`).join('')}`);
    expect(others).toHaveLength(LINKED_TO_ONE);
    expect([...new Set(others)]).toEqual(['0 1:1 2:5 3:5 4:5 5:1 6:5 7:5 8:5']);
  });

  it('are read once a batch of opportunities', async () => {
    const reads = await readsOfAShard();
    const times = (id: string): number => reads.filter((ids) => ids.includes(id)).length;
    for (const ids of reads) expect(new Set(ids).size).toBe(ids.length);
    expect(times('u-0')).toBe(1);
    // a batch holds some two thousand opportunities
    expect(times('hot')).toBeLessThanOrEqual(Math.ceil(LINKED_TO_ONE / 2_000));
    expect(reads.flat()).toHaveLength(OF_THE_LARGE + times('hot'));
  });
});

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { warmHome, type NightTimes, type WarmHome } from '../../bench/warm-home.ts';
import { dateOfDay, dayOfDate } from '../../domain/run-date.ts';
import type { EventRow } from '../../domain/rows.ts';
import { nightFolder, runFolder, type NightRun } from '../../domain/night.ts';
import { readFeatures } from '../../activities/features/read-features.ts';
import { collect } from '../contract/fresh-stores.ts';
import { at, event, link, version } from '../contract/store-rows.ts';
import { bringIn, histories, HISTORY_ROWS, KNOWN, START } from './warm-histories.ts';

let home: WarmHome;
beforeAll(async () => {
  home = await warmHome();
});
afterAll(async () => {
  await home.close();
});

let dictionaries = 0;
const newName = (): string => `d${++dictionaries}`;

/** What a night hands out: the files under features/, every feature with its value, and its manifest but for the run's number. */
async function handedOut(run: NightRun): Promise<unknown> {
  const { blobs } = home.ports;
  const files: Record<string, string> = {};
  for (const path of await blobs.list(`${runFolder(run)}/features`))
    files[path.slice(runFolder(run).length)] = Buffer.from(await blobs.read(path)).toString();
  const kinds = ['derived', 'agg'] as const;
  const values = await collect(readFeatures(home.ports, { ...run, kinds, entity: undefined }));
  const manifest = Buffer.from(await blobs.read(`${nightFolder(run)}/manifest.json`)).toString();
  return { files, values, manifest: manifest.replaceAll(/"run": \d+|runs\/\d+/g, '') };
}

/** The night without reuse, which is then forgotten, and the night with it. */
async function both(name: string, date: string): Promise<{ full: unknown; warm: unknown; made: NightTimes }> {
  const forgotten = await home.night(name, date, true);
  const full = await handedOut(forgotten.run);
  await home.ports.blobs.remove(nightFolder(forgotten.run));
  const made = await home.night(name, date, false);
  return { full, warm: await handedOut(made.run), made };
}

describe('a night that takes rows over from the one before', () => {
  it.each(['Asia/Shanghai', 'America/New_York'])(
    'hands out what a full one does, whatever came in between (%s)',
    async (zone) => {
      let [reused, computed] = [0, 0];
      await fc.assert(
        fc.asyncProperty(histories(zone), fc.constantFrom('none', 'gz', 'zst'), async (steps, compression) => {
          const name = newName();
          await home.dictionary(name, HISTORY_ROWS, { time_zone: zone, files: { compression } });
          const store = await home.ports.openStore(name, zone);
          await bringIn(store, KNOWN);
          let day = dayOfDate(START);
          for (const { changes, days } of steps) {
            await bringIn(store, changes);
            day += days;
            const { full, warm, made } = await both(name, dateOfDay(day));
            expect(warm).toEqual(full);
            reused += made.counts['compute.reused']! + made.counts['aggregate.reused']!;
            computed += made.counts['compute.due'] ?? 0;
            computed += made.counts['compute.changed'] ?? 0;
          }
        }),
        { numRuns: 10 },
      );
      // The property says nothing where nothing is taken over, or nothing changes.
      expect(reused).toBeGreaterThan(50);
      expect(computed).toBeGreaterThan(20);
    },
    600_000,
  );

  it('sees a version and a link begin and end though nothing comes in', async () => {
    const name = newName();
    await home.dictionary(name, HISTORY_ROWS);
    const store = await home.ports.openStore(name, 'UTC');
    await store.putEvents([event({ eventId: 'e', id: 'U-1', on: '2026-02-27T10:00:00Z', line: '' })]);
    const noon = '2026-03-04T12:00:00Z';
    await store.putVersions([
      version('O-1', '2026-01-01', noon, { attrsText: '{"stage":"new"}' }),
      version('O-1', noon, undefined, { attrsText: '{"stage":"won"}' }),
      version('O-2', '2026-01-01', undefined, { attrsText: '{"stage":"new"}' }),
    ]);
    await store.putLinks([
      link('O-1', 'user', 'U-1', '2026-01-01', noon),
      link('O-2', 'user', 'U-1', '2026-03-05T12:00:00Z'),
    ]);
    const due: [number, number][] = [];
    for (const date of ['2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06', '2026-03-07']) {
      const { full, warm, made } = await both(name, date);
      expect(warm).toEqual(full);
      due.push([made.counts['compute.due'] ?? 0, made.counts['aggregate.due'] ?? 0]);
    }
    // On the 4th U-1's value leaves a window of 4 days. On the 5th the other version of O-1 holds, and its link has ended, which both
    // linked types look at; on the 6th that of O-2 has begun.
    expect(due.slice(1, 4)).toEqual([
      [1, 1],
      [1, 2],
      [0, 2],
    ]);
    expect(due[4]).toEqual([0, 0]);
  });

  it('computes a row every night whose values are too large, and not those beside it', async () => {
    const name = newName();
    await home.dictionary(name, HISTORY_ROWS);
    const store = await home.ports.openStore(name, 'UTC');
    await store.putVersions(['O-1', 'O-2', 'O-3'].map((id) => version(id, '2026-01-01', undefined)));
    const call = (id: string, day: string, value: number): EventRow =>
      event({
        eventId: id + day,
        type: 'opportunity',
        id,
        feature: 'call',
        line: '01',
        on: `${day}T10:00:00Z`,
        valueText: String(value),
      });
    const large = ['2026-02-28', '2026-03-01'].map((day) => call('O-2', day, 1e308));
    await store.putEvents([...large, call('O-1', '2026-03-01', 5), call('O-3', '2026-03-01', 5)]);
    await home.night(name, '2026-03-06', true);
    const { full, warm, made } = await both(name, '2026-03-07');
    expect(warm).toEqual(full);
    expect(made.counts).toMatchObject({ 'compute.due': 1, 'compute.reused': 2 });
    expect(made.counts['compute.overflows']).toBeGreaterThan(0);
  });

  it('computes what late, corrected and deleted rows touch, and no more', async () => {
    const name = newName();
    await home.dictionary(name, HISTORY_ROWS);
    const store = await home.ports.openStore(name, 'UTC');
    const login = (row: Partial<EventRow>): EventRow => event({ eventId: 'e', id: 'U-1', line: '', ...row });
    const january = { time: at('2026-01-10T10:00:00Z') }; // no edge of a window is near
    await store.putEvents([login(january)]);
    await store.putVersions([version('O-1', '2026-01-01', undefined), version('O-2', '2026-01-01', undefined)]);
    await store.putLinks([link('O-1', 'user', 'U-1', '2026-01-01')]);
    let day = dayOfDate(START);
    const changed = async (): Promise<readonly number[]> => {
      const { full, warm, made } = await both(name, dateOfDay(day++));
      expect(warm).toEqual(full);
      return ['compute', 'aggregate'].map((stage) => made.counts[`${stage}.changed`] ?? 0);
    };
    await changed();
    expect(await changed()).toEqual([0, 0]);
    await store.putEvents([login({ eventId: 'late', time: at('2026-01-12T10:00:00Z'), valueText: '9' })]);
    expect(await changed()).toEqual([1, 1]);
    await store.putEvents([login({ ...january, valueText: '4', arrived: 1 })]);
    expect(await changed()).toEqual([1, 1]);
    await store.putEvents([login({ ...january, op: 'delete', arrived: 2 })]);
    expect(await changed()).toEqual([1, 1]);
    await store.putEvents([login({ ...january, op: 'delete', arrived: 2 })]);
    expect(await changed()).toEqual([0, 0]);
    await store.putVersions([version('O-1', '2026-01-01', undefined, { attrsText: '{"stage":"won"}', arrived: 1 })]);
    expect(await changed()).toEqual([1, 0]);
    await store.putLinks([link('O-2', 'user', 'U-1', '2026-01-01')]); // both linked types look at the links
    expect(await changed()).toEqual([0, 2]);
  });

  it('computes the one opportunity whose linked id has changed, wherever it stands among the others', async () => {
    const name = newName();
    await home.dictionary(name, HISTORY_ROWS);
    const store = await home.ports.openStore(name, 'UTC');
    const each = [1, 2, 3, 4, 5];
    const login = (n: number, row: Partial<EventRow> = {}): EventRow =>
      event({ eventId: `e${n}`, id: `U-${n}`, line: '', time: at('2026-01-10T10:00:00Z'), ...row });
    await store.putEvents(each.map((n) => login(n)));
    await store.putVersions(each.map((n) => version(`O-${n}`, '2026-01-01', undefined)));
    await store.putLinks(each.map((n) => link(`O-${n}`, 'user', `U-${n}`, '2026-01-01')));
    let day = dayOfDate(START);
    await both(name, dateOfDay(day++));
    for (const n of each) {
      await store.putEvents([login(n, { valueText: String(100 * n), arrived: 1 })]);
      const { full, warm, made } = await both(name, dateOfDay(day++));
      expect(warm).toEqual(full);
      expect([made.counts['compute.changed'], made.counts['aggregate.changed']]).toEqual([1, 1]);
    }
  });
});

import { rm, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readFeatures } from '../../activities/features/read-features.ts';
import type { NightManifest } from '../../domain/night-manifest.ts';
import { dateOfDay, dayOfDate, type RunDate } from '../../domain/run-date.ts';
import { lightVerbs } from '../../activities/verbs.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { collect } from '../contract/fresh-stores.ts';
import { link, version } from '../contract/store-rows.ts';
import { ago, retentionHome, RUN_DATE, type RetentionHome } from './retention-home.ts';

const dates = (from: number, to: number): RunDate[] =>
  Array.from({ length: to - from + 1 }, (_, i) => dateOfDay(dayOfDate(RUN_DATE) + from + i));

/** A user with an event each day, and one who sleeps within a window, so that rows of his are taken over night after night. */
const ROWS = [
  'user,1,login,,01,COUNT,30,trailing,login:sum,',
  'opportunity,2,call,,01,COUNT|RECENCY,30,trailing,call:sum,',
];

async function lived(store: FeatureStore): Promise<void> {
  await store.putVersions([version('O-1', '2026-01-01', undefined), version('O-2', '2026-01-01', undefined)]);
  await store.putLinks([link('O-1', 'user', 'U-1', '2026-01-01'), link('O-2', 'user', 'U-2', '2026-01-01')]);
  await store.putEvents([
    ...Array.from({ length: 60 }, (_, i) => ago(`login${i}`, i - 20.5, { id: 'U-1' })),
    ago('slept', 9.5, { id: 'U-2' }),
    ago('call', 9.5, { type: 'opportunity', id: 'O-2', feature: 'call', valueText: '2' }),
  ]);
}

/** Five nights in a row, the last of RUN_DATE. */
async function fiveNights(keepDays: number): Promise<{ home: RetentionHome; manifests: NightManifest[] }> {
  const home = await retentionHome();
  await lived(await home.dictionary('d', [], ROWS, { keep_days: keepDays }));
  const manifests: NightManifest[] = [];
  for (const date of dates(-4, 0)) manifests.push(await home.night('d', date));
  return { home, manifests };
}

const filesOf = async ({ ports }: RetentionHome, date: RunDate): Promise<string[]> =>
  (await ports.blobs.list(`d/${date}`)).map((path) => path.slice(`d/${date}/`.length));

/** What a night hands out: every file of its manifest, and every value of its rows. */
async function handedOut({ ports }: RetentionHome, date: RunDate, { files, run }: NightManifest): Promise<unknown> {
  const bytes = await Promise.all(
    files.map(async ({ path }) => Buffer.from(await ports.blobs.read(`d/${date}/${path}`))),
  );
  const night = { dictionary: 'd', date, run };
  return {
    bytes,
    values: await collect(readFeatures(ports, { ...night, kinds: ['derived', 'agg'], entity: undefined })),
  };
}

describe('files.keep_days', () => {
  it('leaves of an older night what stands beside its folders and the rows that later ones point to; no later night changes', async () => {
    const { home, manifests } = await fiveNights(1);
    const [first, second, third, before, newest] = dates(-4, 0) as [RunDate, RunDate, RunDate, RunDate, RunDate];
    const kept = await Promise.all([before, newest].map((date, i) => handedOut(home, date, manifests[3 + i]!)));

    const asked = await home.retain('d', { dryRun: true });
    expect(asked.nights).toMatchObject({ before, dates: [first, second, third], running: [] });
    expect(asked.nights?.files).toBeGreaterThan(10);
    expect((await filesOf(home, first)).some((path) => path.includes('/features/'))).toBe(true);

    expect((await home.retain('d')).nights).toEqual(asked.nights);
    expect(await Promise.all([before, newest].map((date, i) => handedOut(home, date, manifests[3 + i]!)))).toEqual(
      kept,
    );
    const rows = (await filesOf(home, first)).filter((path) => path.endsWith('.rows'));
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.length).toBe(asked.nights?.rowFiles);
    for (const date of [first, second, third]) {
      const others = (await filesOf(home, date)).filter((path) => !path.endsWith('.rows'));
      expect(others).toEqual(['runs/1/snapshot.json', 'runs/1/snapshot.json.sha256', 'thinned.json']);
    }
    // a second pass finds nothing, and the next night is that of a home where nothing went
    expect((await home.retain('d')).nights).toMatchObject({ dates: [], files: 0, rowFiles: rows.length });
    const whole = await fiveNights(100);
    const next = dates(1, 1)[0]!;
    const [thinned, full] = [await home.night('d', next), await whole.home.night('d', next)];
    expect(thinned.files).toEqual(full.files);
    expect(await handedOut(home, next, thinned)).toEqual(await handedOut(whole.home, next, full));
  });

  it('looks at every later night for rows that are pointed to, not only at the newest', async () => {
    const { home, manifests } = await fiveNights(2);
    const [third, before] = dates(-2, -1) as [RunDate, RunDate];
    // As if the newest pointed to none.
    await home.ports.blobs.remove(`d/${RUN_DATE}`);
    await home.seal('d', RUN_DATE);
    const kept = await handedOut(home, before, manifests[3]!);
    expect((await home.retain('d')).nights?.rowFiles).toBeGreaterThan(0);
    expect(await handedOut(home, before, manifests[3]!)).toEqual(kept);
    expect(await handedOut(home, third, manifests[2]!)).toBeDefined();
  });

  it('removes nothing while a directory of rows is damaged, and leaves a night alone that is being made anew', async () => {
    const { home } = await fiveNights(1);
    const [first, second] = dates(-4, -3) as [RunDate, RunDate];
    const running = { date: first, kind: 'replay', state: 'running', run: 2, stage: 'compute', startedMs: 5 } as const;
    await lightVerbs.recordNight(home.ports)({ dictionary: 'd', timeZone: 'UTC', record: running }, () => undefined);
    const directory = (await home.ports.blobs.list(`d/${RUN_DATE}`)).find((path) => path.endsWith('.dir')) ?? '';
    const bytes = await home.ports.blobs.read(directory);
    await writeFile(home.ports.blobs.locate(directory), bytes.subarray(0, 40));
    const [had, hadNext] = [await filesOf(home, first), await filesOf(home, second)];
    await expect(home.retain('d')).rejects.toMatchObject({ code: 'BLOB_CORRUPT' });
    expect([await filesOf(home, first), await filesOf(home, second)]).toEqual([had, hadNext]);

    await rm(home.ports.blobs.locate(directory));
    await home.ports.blobs.write(directory, bytes);
    const { nights } = await home.retain('d');
    expect(nights).toMatchObject({ running: [first], dates: [second, dates(-2, -2)[0]] });
    expect(await filesOf(home, first)).toEqual(had);
  });

  it('is not asked for without a sealed night, and says nothing of nights where the settings do not', async () => {
    const home = await retentionHome();
    await home.dictionary('d', [], ROWS, { keep_days: 1 });
    await expect(home.retain('d')).rejects.toMatchObject({ code: 'NIGHT_MISSING' });
    await home.dictionary('e', [], ROWS);
    expect((await home.retain('e')).nights).toBeUndefined();
  });
});

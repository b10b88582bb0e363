import { describe, expect, it } from 'vitest';
import { forgetRetention } from '../../activities/retain/retention.ts';
import { dayOfDate } from '../../domain/run-date.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { collect } from '../contract/fresh-stores.ts';
import { accepted, everySalt, link, stale, version } from '../contract/store-rows.ts';
import { ago, left, retentionHome, ROWS, RUN_DATE } from './retention-home.ts';

/** An opportunity with a user of many days, and one that only an old event makes known. */
async function lived(store: FeatureStore): Promise<void> {
  await store.putVersions([version('O-1', '2026-01-01', undefined)]);
  await store.putLinks([link('O-1', 'user', 'U-1', '2026-01-01')]);
  await store.putEvents(
    Array.from({ length: 30 }, (_, i) => [
      ago(`login${i}`, i + 0.5, { id: 'U-1' }),
      ago(`post${i}`, i + 0.25, { id: 'U-1', feature: 'post', valueText: String(i) }),
      ago(`call${i}`, i + 0.5, { type: 'opportunity', id: 'O-1', feature: 'call', valueText: '2' }),
    ]).flat(),
  );
}

const RULES = [{ keep_days: 9 }, { feature: 'post', keep_newest: 1 }];
const NEXT_DATE = '2026-03-21';

describe('a night after a retention', () => {
  it('is the same night: the sealed one is found, the next one has the same files and rows, and makes no day anew', async () => {
    const home = await retentionHome();
    const [thinned, full] = [await home.dictionary('thinned', RULES), await home.dictionary('full', RULES)];
    for (const [name, store] of [
      ['thinned', thinned],
      ['full', full],
    ] as const) {
      await lived(store);
      expect((await home.night(name, RUN_DATE)).files.length).toBeGreaterThan(0);
    }
    const sealed = await home.night('thinned', RUN_DATE);
    const seen = [dayOfDate(RUN_DATE) - 5, dayOfDate(RUN_DATE) + 9] as const;
    const days = await thinned.readDays('user', ['U-1'], ...seen);
    const { groups } = await home.retain('thinned');
    expect(groups.reduce((sum, { events }) => sum + events, 0)).toBeGreaterThan(60);
    expect(await stale(thinned)).toEqual([]);
    expect(await thinned.readDays('user', ['U-1'], ...seen)).toEqual(days);
    expect((await thinned.readDays('user', ['U-1'], 0, dayOfDate(RUN_DATE) - 10)).day).toHaveLength(0);

    expect(await home.night('thinned', RUN_DATE)).toEqual(sealed);
    const [after, before] = [await home.night('thinned', NEXT_DATE), await home.night('full', NEXT_DATE)];
    expect(after.files).toEqual(before.files);
    expect(after.inputs.rows).toBe(before.inputs.rows);
    expect(after.run).toBe(1);
  });

  it('of an earlier date that reads what is gone is refused and stays as it was; one that reads nothing of it is made', async () => {
    const home = await retentionHome();
    const store = await home.dictionary('shop', RULES);
    await lived(store);
    const early = await home.night('shop', '2026-03-12');
    await home.night('shop', RUN_DATE);
    await home.retain('shop');
    const refused = {
      code: 'RETENTION_PASSED',
      message:
        'the night shop 2026-03-12 reads login events of user from 2026-03-07 on, and retention has removed some up to 2026-03-10',
      next: expect.stringContaining('npx daybreak retain shop --forget') as string,
    };
    await expect(home.night('shop', '2026-03-12')).rejects.toMatchObject(refused);
    await expect(home.night('shop', '2026-03-13')).rejects.toMatchObject({ code: 'RETENTION_PASSED' });
    const manifest = await home.ports.blobs.read('shop/2026-03-12/manifest.json');
    expect(JSON.parse(Buffer.from(manifest).toString())).toEqual(early);
    // before the first event there is nothing that could be gone
    expect((await home.night('shop', '2026-01-15')).run).toBe(1);
  });

  it('is made again once the days were loaded again and that was said', async () => {
    const home = await retentionHome();
    const store = await home.dictionary('shop', RULES);
    await lived(store);
    const early = await home.night('shop', '2026-03-12');
    await home.night('shop', RUN_DATE);
    await home.retain('shop');
    await lived(store);
    expect(await forgetRetention(home.ports, 'shop')).toEqual(['user', 'opportunity']);
    expect(await forgetRetention(home.ports, 'shop')).toEqual([]);
    expect(await home.night('shop', '2026-03-12')).toEqual(early);
  });

  it('is made from what is left once that was said, as if there never had been more', async () => {
    const home = await retentionHome();
    const [thinned, never] = [await home.dictionary('thinned', RULES), await home.dictionary('never', RULES)];
    await lived(thinned);
    await home.night('thinned', RUN_DATE);
    await home.retain('thinned');
    await forgetRetention(home.ports, 'thinned');
    await lived(never);
    const remaining = new Set(await left(thinned));
    await never.dropEvents((await collect(never.eventsBackwards(everySalt))).filter((e) => !remaining.has(e.eventId)));
    await home.night('never', RUN_DATE);
    const deeper = ROWS.map((row) => row.replace(',3,trailing', ',3|20,trailing').replace('2|5', '2|5|20'));
    for (const name of ['thinned', 'never']) await home.dictionary(name, [], deeper);
    const [a, b] = [await home.night('thinned', NEXT_DATE), await home.night('never', NEXT_DATE)];
    expect(a.inputs.rows).toBe(b.inputs.rows);
    expect(a.files).toEqual(b.files);
  });

  it('is refused under a new, deeper window over removed days', async () => {
    const home = await retentionHome();
    await lived(await home.dictionary('shop', RULES));
    await home.night('shop', RUN_DATE);
    await home.retain('shop');
    await home.dictionary(
      'shop',
      [],
      ROWS.map((row) => row.replace('2|5', '2|5|20')),
    );
    await expect(home.night('shop', NEXT_DATE)).rejects.toMatchObject({ code: 'RETENTION_PASSED' });
  });

  it('sees nothing of events that are delivered again, and the next retention removes them again', async () => {
    const home = await retentionHome();
    const store = await home.dictionary('shop', RULES);
    await lived(store);
    const sealed = await home.night('shop', RUN_DATE);
    const first = await home.retain('shop');
    const thinned = await accepted(store);
    await lived(store);
    expect(await home.night('shop', RUN_DATE)).toEqual(sealed);
    const second = await home.retain('shop');
    expect(second.groups).toEqual(first.groups);
    expect(await accepted(store)).toBe(thinned);
  });
});

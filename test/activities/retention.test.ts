import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retain } from '../../activities/retain/retention.ts';
import { extendTrail } from '../../activities/retain/trail.ts';
import type { EventRow } from '../../domain/rows.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { collect } from '../contract/fresh-stores.ts';
import { accepted, everySalt } from '../contract/store-rows.ts';
import { ago, left, MIDNIGHT, retentionHome, RUN_DATE, US_A_DAY } from './retention-home.ts';

interface Rule {
  readonly type?: string;
  readonly feature?: string;
  readonly keep_days?: number;
  readonly keep_newest?: number;
}

/** Windows of ROWS, in days. */
const DEPTHS: Readonly<Record<string, number>> = { 'user login': 5, 'user post': 3, 'opportunity call': 4 };

/** The rules read word by word, over a list: ids of the events that stay, sorted. */
function stays(rows: readonly EventRow[], rules: readonly Rule[]): string[] {
  const newestFirst = [...rows].sort((a, b) => b.time - a.time || (a.eventId < b.eventId ? 1 : -1));
  const kept: EventRow[] = [];
  for (const row of newestFirst) {
    const matches = (rule: Rule, other: EventRow): boolean =>
      (rule.type === undefined || rule.type === other.type) &&
      (rule.feature === undefined || rule.feature === other.feature);
    const sameEntity = (other: EventRow): boolean => other.type === row.type && other.id === row.id;
    const unwanted = rules.some(
      (rule) =>
        matches(rule, row) &&
        ((rule.keep_days !== undefined && row.time < MIDNIGHT - rule.keep_days * US_A_DAY) ||
          (rule.keep_newest !== undefined &&
            kept.filter((other) => sameEntity(other) && matches(rule, other)).length >= rule.keep_newest)),
    );
    const depth = DEPTHS[`${row.type} ${row.feature}`];
    const seen = depth !== undefined && row.time >= MIDNIGHT - depth * US_A_DAY;
    const oldest = newestFirst.filter(sameEntity).at(-1) === row;
    if (!unwanted || seen || (oldest && row.type === 'opportunity')) kept.push(row);
  }
  return kept.map(({ eventId }) => eventId).sort();
}

const rows = fc
  .array(
    fc.record({
      type: fc.constantFrom('user', 'opportunity', 'phone'),
      id: fc.constantFrom('a', 'b'),
      feature: fc.constantFrom('login', 'post', 'call', 'unread'),
      days: fc.integer({ min: -4, max: 24 }).map((halves) => halves / 2),
    }),
    { maxLength: 40 },
  )
  .map((all) => all.map(({ days, ...row }, i) => ago(`e${String(i).padStart(2, '0')}`, days, row)));

/** No shorter than the deepest window. */
const rule = fc
  .record(
    {
      type: fc.constantFrom('user', 'opportunity', 'phone'),
      feature: fc.constantFrom('login', 'post', 'call', 'unread'),
      keep_days: fc.integer({ min: 5, max: 11 }),
      keep_newest: fc.integer({ min: 1, max: 6 }),
    },
    { requiredKeys: [] },
  )
  .filter((limits) => limits.keep_days !== undefined || limits.keep_newest !== undefined) as fc.Arbitrary<Rule>;

describe('retention', () => {
  it('leaves what the rules read word by word leave, at once, in a second pass, and after one that was killed', async () => {
    const home = await retentionHome();
    let name = 0;
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.array(rule, { minLength: 1, maxLength: 3 }),
        fc.func(fc.boolean()),
        async (all, rules, wasGone) => {
          const open = async (): Promise<[string, FeatureStore]> => {
            const dictionary = `d${++name}`;
            const store = await home.dictionary(dictionary, rules);
            await store.putEvents(all);
            await home.seal(dictionary, RUN_DATE);
            return [dictionary, store];
          };
          const expected = stays(all, rules);
          const [whole, store] = await open();
          const [before, revision] = [await accepted(store), await store.revision()];
          const dry = await home.retain(whole, { dryRun: true });
          expect([await accepted(store), await store.revision()]).toEqual([before, revision]);
          const real = await home.retain(whole);
          expect(await left(store)).toEqual(expected);
          expect({ ...real, dryRun: true, elapsedMs: 0 }).toEqual({ ...dry, elapsedMs: 0 });
          expect(real.groups.reduce((sum, { events }) => sum + events, 0)).toBe(all.length - expected.length);
          expect((await home.retain(whole)).groups).toEqual([]);
          expect(await left(store)).toEqual(expected);

          // Batches of some of the events were gone when the first pass was killed.
          const [killed, other] = await open();
          const going = (await collect(other.eventsBackwards(everySalt))).filter(
            ({ eventId }) => !expected.includes(eventId) && wasGone(eventId),
          );
          await extendTrail(
            other,
            going.map(({ type, feature, time }) => ({ type, feature, oldest: time, newest: time })),
          );
          await other.dropEvents(going);
          await home.retain(killed);
          expect(await accepted(other)).toBe(await accepted(store));
        },
      ),
      { numRuns: 15 },
    );
  });

  it('says by rule, type and feature how many of how many entities, from when to when', async () => {
    const home = await retentionHome();
    const store = await home.dictionary('shop', [{ feature: 'post', keep_newest: 2 }, { keep_days: 10 }]);
    await store.putEvents([
      ...[1, 2, 3.5, 4, 12].map((days) => ago(`a${days}`, days, { feature: 'post', id: 'a' })),
      ...[4, 5, 6].map((days) => ago(`b${days}`, days, { feature: 'post', id: 'b' })),
      ...[2, 2.5, 2.75].map((days) => ago(`c${days}`, days, { feature: 'post', id: 'c' })),
      ago('old', 11),
      ago('first', 30, { type: 'opportunity' }),
    ]);
    await home.seal('shop', RUN_DATE);
    const report = await home.retain('shop', { dryRun: true });
    const times = (oldest: number, newest: number) => ({
      oldest: MIDNIGHT - oldest * US_A_DAY,
      newest: MIDNIGHT - newest * US_A_DAY,
    });
    expect(report).toMatchObject({
      runDate: RUN_DATE,
      rules: ['post of all types: the newest 2', 'all events of all types: 10 days'],
      groups: [
        { rule: 0, type: 'user', feature: 'post', events: 4, entities: 2, ...times(12, 3.5) },
        { rule: 1, type: 'user', feature: 'login', events: 1, entities: 1, ...times(11, 11) },
      ],
      events: 13,
      seen: 1,
      traces: 1,
    });
    for (const { bytes } of report.groups) expect(bytes).toBeGreaterThan(20);
  });

  it('counts from the newest sealed night, not from the clock, nor from one that was never sealed', async () => {
    const home = await retentionHome();
    const store = await home.dictionary('shop', [{ keep_days: 10 }]);
    await store.putEvents([ago('in', 10), ago('out', 10.001)]);
    await expect(home.retain('shop')).rejects.toMatchObject({ code: 'NIGHT_MISSING' });
    await home.seal('shop', '2026-03-02');
    await home.seal('shop', RUN_DATE);
    await store.putRecord('nights', '2026-04-20', { date: '2026-04-20', state: 'failed' });
    expect((await home.retain('shop')).runDate).toBe(RUN_DATE);
    expect(await left(store)).toEqual(['in']);
  });

  it('asks before it counts from a night far beyond the one before it, as a mistyped year is', async () => {
    const home = await retentionHome();
    const store = await home.dictionary('shop', [{ keep_days: 10 }]);
    await store.putEvents([ago('e', 1)]);
    await home.seal('shop', RUN_DATE);
    await home.seal('shop', '2099-01-01');
    await expect(home.retain('shop')).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringMatching(/2099-01-01, which lies [\d,]+ days after the one before it/) as unknown,
    });
    expect(await left(store)).toEqual(['e']);
    expect((await home.retain('shop', { dryRun: true })).groups).toMatchObject([{ events: 1 }]);
    await home.retain('shop', { sure: true });
    expect(await left(store)).toEqual([]);
  });

  it('does nothing where the settings have no rules', async () => {
    const home = await retentionHome();
    const store = await home.dictionary('shop', []);
    await store.putEvents([ago('old', 4000)]);
    expect(await home.retain('shop')).toMatchObject({ runDate: undefined, rules: [], groups: [] });
    expect(await left(store)).toEqual(['old']);
  });

  it('stops between batches when it is interrupted, and the next one ends it', async () => {
    const home = await retentionHome();
    const store = await home.dictionary('shop', [{ keep_days: 10 }]);
    await store.putEvents(Array.from({ length: 200 }, (_, i) => ago(`e${i}`, 20, { id: `u${i}` })));
    await home.seal('shop', RUN_DATE);
    const stop = new AbortController();
    const task = { dictionary: 'shop', sure: false, dryRun: false, interrupted: stop.signal };
    const stopped = retain(home.ports, task, ({ gone }) => {
      if (gone > 50) stop.abort();
    });
    await expect(stopped).rejects.toMatchObject({ code: 'INTERRUPTED' });
    const remaining = (await left(store)).length;
    expect(remaining).toBeGreaterThan(0);
    expect(remaining).toBeLessThan(150);
    expect((await home.retain('shop')).groups).toMatchObject([{ events: remaining }]);
    expect(await left(store)).toEqual([]);
  });
});

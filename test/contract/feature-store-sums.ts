import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarOf } from '../../domain/calendar.ts';
import type { Instant } from '../../domain/instant.ts';
import type { SeenSince } from '../../domain/seen-events.ts';
import { addLines, openSum, sumText } from '../../stores/accepted-sum.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { collect, type FreshStores } from './fresh-stores.ts';
import { batches, put } from './store-batches.ts';
import { day, event, everySalt, link, version } from './store-rows.ts';

const US_A_DAY = 86_400_000_000;
const MIDNIGHTS = [-US_A_DAY, 0, US_A_DAY, 2 * US_A_DAY, 4000 * US_A_DAY];
const since: SeenSince = (type, feature) =>
  feature === 'login' ? US_A_DAY : type === 'user' ? 0 : Number.POSITIVE_INFINITY;

/** What the rows add up to when they are read. */
async function read(store: FeatureStore, midnight: Instant): Promise<string> {
  const sum = openSum();
  for await (const lines of store.acceptedRows(everySalt, midnight, since)) addLines(sum, lines);
  return sumText(sum);
}

/** What the store says without reading them; what is read where it does not say. */
async function said(store: FeatureStore, midnight: Instant): Promise<string> {
  const known = await store.acceptedSum(midnight, since, () => undefined);
  if (known) expect(known.revision).toBe(await store.revision());
  return known ? sumText(known.sum) : read(store, midnight);
}

export function sumsContract({ empty, again }: FreshStores): void {
  describe('sums of accepted rows', () => {
    it('are those of the rows that a night sees, whatever came, was corrected, deleted or dropped', async () => {
      await fc.assert(
        fc.asyncProperty(batches, fc.array(fc.boolean(), { maxLength: 6 }), async (history, drops) => {
          const store = await empty();
          for (const [i, batch] of history.entries()) {
            await put(store, batch);
            if (drops[i] === true)
              await store.dropEvents((await collect(store.eventsBackwards(everySalt))).slice(0, 1));
          }
          for (const midnight of MIDNIGHTS) expect(await said(store, midnight)).toBe(await read(store, midnight));
        }),
        { numRuns: 60 },
      );
    });

    it('are those of rows that lie thousands of years away, too', async () => {
      for (const zone of ['UTC', 'Pacific/Kiritimati', 'America/Los_Angeles']) {
        const store = await empty(zone);
        const far = ['0001-01-01', '1696-03-17', '1696-03-18', '2243-10-16', '2243-10-17', '9999-12-31'];
        await store.putEvents(
          far.map((date) => event({ eventId: date, on: `${date}T10:00:00Z`, type: 'opportunity' })),
        );
        await store.putVersions(far.map((date) => version(date, date, undefined)));
        await store.putLinks(far.map((date) => link(date, 'user', 'u', date)));
        for (const date of ['2026-03-01', '2243-01-01']) {
          const midnight = calendarOf(zone).midnight(day(date));
          expect(await said(store, midnight)).toBe(await read(store, midnight));
        }
      }
    });

    it('are those of the rows of every time zone, also where clocks go back over midnight', async () => {
      // Havana's clocks go back from 1:00 to 0:00, Amsterdam's at 3:00, Toronto's went back at 0:01 until 2011.
      for (const zone of ['America/Toronto', 'America/Havana', 'Europe/Amsterdam', 'UTC']) {
        const store = await empty(zone);
        const calendar = calendarOf(zone);
        const first = calendar.dayOf(Date.UTC(2010, 10, 5) * 1000);
        const rows = Array.from({ length: 4 * 96 }, (_, i) => {
          const time = calendar.midnight(first) + i * 900_000_000;
          return event({ eventId: `e${i}`, type: 'opportunity', id: `o${i % 7}`, time, timeText: String(time) });
        });
        await store.putEvents(rows);
        const other = await again(store, 'Asia/Kathmandu');
        for (const date of [first, first + 1, first + 2, first + 3, first + 4]) {
          const midnight = calendar.midnight(date);
          expect(await said(store, midnight)).toBe(await read(store, midnight));
        }
        const there = calendarOf('Asia/Kathmandu').midnight(first + 2);
        expect(await said(other, there)).toBe(await read(other, there));
        expect(await said(store, calendar.midnight(first + 2))).toBe(await read(store, calendar.midnight(first + 2)));
      }
    });
  });
}

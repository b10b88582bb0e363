import { expect, it } from 'vitest';
import { backfillSteps, datesOf, type NightState } from '../../domain/backfill.ts';

/** What Temporal takes in one message. */
const MESSAGE_BYTES = 2_000_000;

it('the longest span in which every night failed with a long story fits into a message of Temporal', () => {
  const dates = datesOf({ from: '2016-01-01', to: '2026-01-06' });
  const states = dates.map((date): NightState => ({ date, state: 'failed', run: 1, error: 'why '.repeat(1_000) }));
  const steps = backfillSteps({ mode: 'failed', newestFirst: false }, states);
  expect(steps).toHaveLength(dates.length);
  expect(dates.length).toBeGreaterThan(3_650);
  expect(JSON.stringify(steps).length).toBeLessThan(MESSAGE_BYTES / 2);
});

it.each(['cancelled', 'terminated', 'terminated: no time'])(
  'a night that was %s is among the missing and among the failed',
  (error) => {
    const state: NightState = { date: '2026-03-01', state: 'failed', run: 1, error };
    for (const mode of ['missing', 'failed', 'all'] as const)
      expect(backfillSteps({ mode, newestFirst: false }, [state])).toMatchObject([{ action: 'replay' }]);
    const failed = { ...state, error: 'DISK_FULL: no space' };
    expect(backfillSteps({ mode: 'missing', newestFirst: false }, [failed])).toMatchObject([{ action: 'skip' }]);
  },
);

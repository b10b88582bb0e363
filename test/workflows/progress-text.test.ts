import { describe, expect, it } from 'vitest';
import type { NightProgress } from '../../domain/progress.ts';
import { detailsOf } from '../../workflows/progress-text.ts';

const progress: NightProgress = {
  ...{ stage: 'wait', doing: 'waits for the warehouse', done: 0, planned: 0, waitingFor: ['web'] },
  ...{ deadlineMs: Date.parse('2026-03-29T04:30:00Z'), late: false },
};
const inAmsterdam = { ...progress, timeZone: 'Europe/Amsterdam' };
const forecast = { expectedEndMs: Date.parse('2026-03-29T00:59:00Z'), headroomMs: 211 * 60_000, holdsMs: 0, nights: 1 };

describe('the details of a night in the Temporal UI', () => {
  it('has the times on the wall clock that the settings have them on', () => {
    expect(detailsOf({ ...inAmsterdam, forecast })).toBe(
      '**wait**: waits for the warehouse\n\nwaiting for: web\n\ndeadline 2026-03-29 06:30 Europe/Amsterdam\n\n' +
        'expected to end 2026-03-29 01:59 Europe/Amsterdam, 211 min before the deadline (by 1 past night)',
    );
  });

  it('has them in UTC where the zone is not known yet', () => {
    expect(detailsOf(progress)).toContain('deadline 2026-03-29 04:30 UTC');
  });
});

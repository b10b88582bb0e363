import { expect, it } from 'vitest';
import { nightsTable, type ShownNight } from '../../cli/nights-table.ts';

const STARTED = Date.parse('2026-03-01T20:00:07Z');

const RUNNING: ShownNight = {
  date: '2026-03-02',
  run: 1,
  state: 'running',
  stage: 'compute',
  startedMs: STARTED,
  gate: undefined,
  forecast: { expectedEndMs: STARTED + 3_600_000, headroomMs: -600_000, holdsMs: 0, nights: 3 },
};

it("shows when a night began and is expected to end by the dictionary's clock, and names its zone", () => {
  const text = nightsTable('shop', 'Asia/Shanghai', [RUNNING]).replace(/[│\s]+/g, ' ');
  expect(text).toContain('began, Asia/Shanghai');
  expect(text).toContain('2026-03-02 04:00:07');
  expect(text).toContain('expected to end 2026-03-02 05:00:07 Asia/Shanghai, 10 min after the deadline');
  expect(nightsTable('shop', 'America/New_York', [RUNNING])).toContain('2026-03-01 15:00:07');
});

it('says how to make the first night where there is none', () => {
  expect(nightsTable('shop', 'UTC', [])).toMatch(/^shop has had no night yet; run one: npx daybreak night shop /);
});

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

const NOW = { done: 3, planned: 8, waitingFor: [], deadlineMs: undefined, late: false } as const;
const gateWith = (warns: number, holds = 0): ShownNight['gate'] => ({
  ...{ date: '2026-03-02', run: 1 },
  scenes: [{ scene: 'claim', outcome: 'passed', holds, warns, told: 0, said: ['the values of x lie otherwise'] }],
});
const textOf = (night: ShownNight): string => nightsTable('shop', 'UTC', [night]).replace(/[│\s]+/g, ' ');

it('says what a night that runs does, and what it waits for', () => {
  const computes = { ...NOW, stage: 'compute', doing: 'derives features of user' } as const;
  expect(textOf({ ...RUNNING, now: computes })).toContain('derives features of user (3 of 8); expected to end');
  expect(textOf({ ...RUNNING, now: { ...computes, waitingFor: ['web'] } })).toContain('(3 of 8); waits for web;');
  const waits = { ...NOW, stage: 'wait', doing: 'waits for the warehouse', planned: 0, waitingFor: ['crm'] } as const;
  expect(textOf({ ...RUNNING, now: waits })).toMatch(/ waits for crm; expected/);
  expect(textOf({ ...RUNNING, now: waits })).not.toContain('the warehouse');
});

it('says what the gate of a scene warns of that it let pass', () => {
  expect(textOf({ ...RUNNING, gate: gateWith(2) })).toContain(
    'claim: 2 warnings of its gate, the first: the values of x',
  );
  // What would hold a scene elsewhere only warns in one that passed.
  expect(textOf({ ...RUNNING, gate: gateWith(1, 2) })).toContain('claim: 3 warnings of its gate');
  expect(textOf({ ...RUNNING, gate: gateWith(0) })).not.toContain('claim');
});

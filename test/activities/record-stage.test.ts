import { expect, it } from 'vitest';
import { stageRecords } from '../../activities/record-stage.ts';
import { budgetsOf } from '../../domain/budget.ts';
import { dateOfDay } from '../../domain/run-date.ts';
import { LEDGER, stageKey, type StageRecord } from '../../domain/stage-record.ts';
import { realPorts } from './real-ports.ts';

const line = (day: number, stage: StageRecord['stage'], state: StageRecord['state'] = 'sealed'): StageRecord => ({
  ...{
    dictionary: 'shop',
    date: dateOfDay(20_000 + day),
    run: 1,
    kind: 'night',
    stage,
    state,
    inputs: {},
    attempts: 1,
  },
  ...{ outputs: { files: 0, bytes: 0, sha256: '' }, rows: day, startedMs: 0, endedMs: day * 1_000 },
});

it('of some dates the ledger is read with the nights that budgets are learnt from, and no others', async () => {
  const { ports } = await realPorts('ledger');
  const store = await ports.openStore('shop', 'UTC');
  const records = Array.from({ length: 40 }, (_, day) => [
    line(day, 'compute'),
    // Every third night failed: it teaches nothing.
    line(day, 'report', day % 3 === 0 ? 'failed' : 'sealed'),
  ]).flat();
  await store.putRecords(LEDGER, records.map((record) => [stageKey(record), record])); // prettier-ignore
  for (const date of new Set(records.map((record) => record.date))) await store.putRecord('nights', date, { date });
  await store.putRecord('nights', `${dateOfDay(20_001)}/77`, {});
  const whole = await stageRecords(ports, 'shop', 'UTC');
  expect(whole).toHaveLength(80);
  const asked = dateOfDay(20_002);
  const some = await stageRecords(ports, 'shop', 'UTC', [asked]);
  expect(budgetsOf(some)).toEqual(budgetsOf(whole));
  expect(some.filter(({ date }) => date === asked)).toHaveLength(2);
  expect(some).toEqual(whole.filter(({ date }) => some.some((other) => other.date === date)));
  expect(some.length).toBeLessThan(60);
  expect(await stageRecords(ports, 'other', 'UTC', [])).toEqual([]);
});

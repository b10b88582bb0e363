import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { budgetsOf, forecast, restMs, type Budget } from '../../domain/budget.ts';
import type { StageRecord } from '../../domain/stage-record.ts';

const OUTPUTS = { files: 0, bytes: 0, sha256: '' };
function line(date: string, change: Partial<StageRecord> & { readonly seconds?: number } = {}): StageRecord {
  const { seconds = 1, ...rest } = change;
  return {
    ...{ dictionary: 'shop', date, run: 1, kind: 'night', stage: 'compute', state: 'sealed', inputs: {} },
    ...{ outputs: OUTPUTS, rows: 0, startedMs: 0, endedMs: seconds * 1000, attempts: 1 },
    ...rest,
  };
}
/** A night that ran to its end, whose users took so many seconds to compute. */
const night = (date: string, seconds: number, change: Partial<StageRecord> = {}): StageRecord[] => [
  line(date, { dimension: 'user', seconds, rows: 100, ...change }),
  line(date, { stage: 'report', seconds: 2, ...change, rows: 0 }),
];
const dateOf = (i: number): string => `2026-03-${String(i + 1).padStart(2, '0')}`;
const ofUsers = (budgets: readonly Budget[]) => budgets.find(({ dimension }) => dimension === 'user');

describe('budgets', () => {
  it('are none without a night that ran from beginning to end', () => {
    expect(budgetsOf([])).toEqual([]);
    expect(budgetsOf([line('2026-03-01', { dimension: 'user' })])).toEqual([]);
    // sealed before: only pushed and reported again
    expect(budgetsOf([line('2026-03-01', { stage: 'push' }), line('2026-03-01', { stage: 'report' })])).toEqual([]);
  });

  it('are median and ninth of ten, by stage and dimension, in the order of the stages', () => {
    const records = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100].flatMap((seconds, i) => night(dateOf(i), seconds));
    expect(budgetsOf(records)).toEqual([
      { stage: 'compute', dimension: 'user', seconds: 5, p90Seconds: 9, rows: 100, nights: 10 },
      { stage: 'report', seconds: 2, p90Seconds: 2, rows: 0, nights: 10 },
    ]);
  });

  it('are learnt from the newest fourteen nights', () => {
    const records = Array.from({ length: 20 }, (_, i) => night(dateOf(i), i < 6 ? 1000 : 1)).flat();
    expect(ofUsers(budgetsOf(records))).toMatchObject({ p90Seconds: 1, nights: 14 });
  });

  it('learn nothing from replays, backfills and runs that failed or were given up', () => {
    const taught = night('2026-03-01', 1);
    const replay = night('2026-03-02', 500, { kind: 'replay' });
    const backfill = night('2026-03-03', 500, { kind: 'backfill' });
    const failed = [...night('2026-03-04', 500), line('2026-03-04', { stage: 'push', state: 'failed' })];
    // rows came in while run 1 computed; run 2 is the night
    const again = [line('2026-03-05', { dimension: 'user', seconds: 500 }), ...night('2026-03-05', 3, { run: 2 })];
    const budgets = budgetsOf([...taught, ...replay, ...backfill, ...failed, ...again]);
    expect(ofUsers(budgets)).toMatchObject({ seconds: 1, p90Seconds: 3, nights: 2 });
  });

  it('take the scenes of a stage together', () => {
    const scenes = [
      line('2026-03-01', { stage: 'files', scene: 'claim', startedMs: 1_000, endedMs: 3_000 }),
      line('2026-03-01', { stage: 'files', scene: 'match', startedMs: 2_000, endedMs: 9_000 }),
    ];
    const budgets = budgetsOf([...night('2026-03-01', 1), ...scenes]);
    expect(budgets.filter(({ stage }) => stage === 'files')).toMatchObject([{ seconds: 8 }]);
  });
});

const BUDGETS: Budget[] = [
  { stage: 'ingest', seconds: 10, p90Seconds: 12, rows: 0, nights: 5 },
  { stage: 'compute', dimension: 'opportunity', seconds: 20, p90Seconds: 25, rows: 100, nights: 5 },
  { stage: 'compute', dimension: 'user', seconds: 60, p90Seconds: 90, rows: 1000, nights: 5 },
  { stage: 'push', seconds: 30, p90Seconds: 30, rows: 0, nights: 5 },
];
const at = (seconds: number, rest: Partial<Parameters<typeof forecast>[0]> = {}) =>
  forecast({ nowMs: seconds * 1000, spans: [], budgets: BUDGETS, deadlineMs: 200_000, ...rest });

describe('a forecast', () => {
  it('is none without past nights', () => {
    expect(at(0, { budgets: [] })).toBeUndefined();
  });

  it('adds up the stages ahead, of dimensions side by side the longest', () => {
    expect(at(0)).toEqual({ expectedEndMs: 100_000, headroomMs: 100_000, holdsMs: 0, nights: 5 });
    expect(at(0, { deadlineMs: undefined })).not.toHaveProperty('headroomMs');
  });

  it('counts what is under way by what is left of it', () => {
    const ingest = { stage: 'ingest', startedMs: 0, endedMs: 10_000 } as const;
    const user = { stage: 'compute', dimension: 'user', startedMs: 10_000 } as const;
    const done = { stage: 'compute', dimension: 'opportunity', startedMs: 10_000, endedMs: 30_000 } as const;
    expect(at(50, { spans: [ingest, user, done] })).toMatchObject({ expectedEndMs: 100_000, holdsMs: 20_000 });
  });

  it('names the first stage that takes longer than usual, and moves the end with the clock', () => {
    const spans = [
      { stage: 'ingest', startedMs: 0, endedMs: 10_000 },
      { stage: 'compute', dimension: 'opportunity', startedMs: 10_000, endedMs: 30_000 },
      { stage: 'compute', dimension: 'user', startedMs: 10_000 },
    ] as const;
    expect(at(101, { spans })).toMatchObject({ overBudget: 'compute/user', expectedEndMs: 131_000, holdsMs: 0 });
    expect(at(180, { spans })?.headroomMs).toBe(-10_000);
  });

  it('takes a stage that was passed over for done', () => {
    expect(at(0, { spans: [{ stage: 'push', startedMs: 0 }] })?.expectedEndMs).toBe(30_000);
  });

  it('reckons with more ids than usual, and not with fewer', () => {
    expect(at(0, { ids: { user: 2000, opportunity: 100 } })?.expectedEndMs).toBe(160_000);
    expect(at(0, { ids: { user: 10, opportunity: 1 } })?.expectedEndMs).toBe(100_000);
  });

  it('of a night that keeps to its budgets never moves', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 4, maxLength: 4 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (seconds, share) => {
          const stages = ['ingest', 'tag', 'files', 'push'] as const;
          const budgets = stages.map((stage, i): Budget => {
            const s = seconds[i] ?? 1;
            return { stage, seconds: s, p90Seconds: s, rows: 0, nights: 1 };
          });
          const endMs = 1000 * seconds.reduce((a, b) => a + b, 0);
          const nowMs = Math.floor(share * (endMs - 1));
          let startedMs = 0;
          const spans = stages.flatMap((stage, i) => {
            const span = { stage, startedMs, endedMs: startedMs + 1000 * (seconds[i] ?? 1) };
            startedMs = span.endedMs;
            if (span.startedMs > nowMs) return [];
            return [span.endedMs <= nowMs ? span : { stage, startedMs: span.startedMs }];
          });
          expect(forecast({ nowMs, spans, budgets, deadlineMs: undefined })?.expectedEndMs).toBe(endMs);
        },
      ),
    );
  });
});

describe('the rest of a night', () => {
  it('is what the stages from one on take in nine nights of ten', () => {
    expect(restMs(BUDGETS, 'ingest')).toBe(132_000);
    expect(restMs(BUDGETS, 'aggregate')).toBe(30_000);
    expect(restMs([], 'ingest')).toBe(0);
  });
});

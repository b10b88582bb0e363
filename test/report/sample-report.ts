import type { GateResult } from '../../domain/gate-result.ts';
import type { LoadRecord } from '../../domain/load-report.ts';
import type { NightReport } from '../../domain/night-report.ts';
import type { Stage } from '../../domain/night.ts';
import { runDate } from '../../domain/run-date.ts';
import type { StageRecord } from '../../domain/stage-record.ts';

const DATE = runDate('2026-09-07');
const RUN = { dictionary: 'sample', date: DATE, run: 3 };
const BEGAN = Date.parse('2026-09-07T04:41:10+08:00');

/** Stage, dimension, seconds from the beginning, seconds long, rows. */
const STAGES: readonly (readonly [Stage, string | undefined, number, number, number])[] = [
  ['ingest', undefined, 0, 312, 96_512],
  ['tag', undefined, 312, 21, 48_211],
  ['compute', undefined, 333, 640, 0],
  ['compute', 'opportunity', 333, 402, 48_211],
  ['compute', 'user', 334, 638, 131_054],
  ['compute', 'phone', 334, 118, 44_902],
  ['compute', 'salesperson', 335, 19, 312],
  ['aggregate', undefined, 973, 214, 0],
  ['aggregate', 'user', 973, 209, 48_211],
  ['aggregate', 'phone', 974, 96, 48_211],
  ['files', undefined, 1187, 133, 48_211],
  ['map', undefined, 1320, 26, 96_422],
  ['score', undefined, 1346, 47, 96_422],
  ['gate', undefined, 1393, 12, 48_211],
  ['push', undefined, 1405, 71, 96_422],
];

const record = ([stage, dimension, from, seconds, rows]: (typeof STAGES)[number]): StageRecord => ({
  ...RUN,
  ...{ kind: 'night', stage, state: 'sealed', rows, inputs: {} },
  ...(dimension === undefined ? {} : { dimension }),
  outputs: { files: 4, bytes: 1_200_000, sha256: '' },
  startedMs: BEGAN + from * 1000,
  endedMs: BEGAN + (from + seconds) * 1000,
  attempts: dimension === 'user' && stage === 'compute' ? 2 : 1,
});

/** What the same stages took in other nights. */
const SLOWNESS: Readonly<Record<string, number>> = { user: 0.55, ingest: 1.1, push: 0.9 };
const budgetOf = ([stage, dimension, , seconds]: (typeof STAGES)[number]) => ({
  stage,
  ...(dimension === undefined ? {} : { dimension }),
  seconds: seconds * (SLOWNESS[dimension ?? stage] ?? 0.95),
  p90Seconds: seconds * (SLOWNESS[dimension ?? stage] ?? 0.95) * 1.35,
  ...{ rows: 0, nights: 9 },
});

const drift = (feature: string, value: number): GateResult => ({
  ...{ scene: 'claim', feature, check: 'drift', value, limit: 0.2 },
  state: value > 0.2 ? 'warn' : 'ok',
  said: `${feature} has drifted by ${value} against the last 7 good nights`,
});

const FEATURES = ['user.login_01_SUM_7d', 'user.call_02_MEAN_30d', 'amount_req_ASOF', 'phone.ring_01_COUNT_15d'];
const DRIFTS = [0.31, 0.162, 0.097, 0.081, 0.064, 0.051, 0.04, 0.033, 0.02, 0.018, 0.012, 0.011, 0.008, 0.003];
const loadOf = (drop: string, startedAt: string, read: number, setAside: number): LoadRecord => ({
  state: 'done',
  drop,
  startedAt,
  report: {
    ...{ dictionary: 'sample', drop, until: undefined, parts: 1, warnings: [], elapsedMs: 61_000 },
    tables: [
      {
        ...{ table: 'events', files: 3, read, setAside, afterUntil: 0 },
        ...{ added: read - setAside - 5200, replaced: 1200, same: 4000 },
      },
    ],
    setAside: Array.from({ length: Math.min(setAside, 4) }, (_, i) => ({
      ...{ file: 'events/part-0001.csv.gz', line: 4711 + i * 907 },
      reason: ['value "12,5" is no number', 'event_time is empty', 'attrs is no JSON', 'entity_id is empty'][i] ?? '',
    })),
    setAsideFile: setAside > 0 ? 'set-aside/sample/2026-09-07/rows.csv' : undefined,
  },
});

const BINS = [2, 5, 14, 60, 220, 610, 1450, 2730, 4300, 5900, 6900, 7010, 6300, 5010, 3420, 2080, 1190, 610, 260, 100];

/** A night of a middling company with something to say in every part of the report. */
export const sampleReport = (): NightReport => ({
  run: RUN,
  ...{
    sealedBefore: false,
    newFeatures: 12,
    late: false,
    timeZone: 'Asia/Shanghai',
    unknownExamples: ['O-99 <script>'],
  },
  deadlineMs: Date.parse('2026-09-07T05:30:00+08:00'),
  writtenMs: BEGAN + 1477_000,
  uiUrl: 'http://127.0.0.1:8233',
  counts: {
    ...{ staleDays: 96_512, opportunities: 48_211, unknown: 2, overflows: 0, files: 214, bytes: 812_400_112 },
    ids: { opportunity: 48_211, user: 131_054, phone: 44_902, salesperson: 312 },
    work: {
      derived: { reused: 161_200, computed: { changed: 41_300, due: 20_779, newId: 1200 } },
      aggregated: { reused: 60_100, computed: { changed: 30_900, due: 5422 } },
    },
    ...{ derivedValues: 21_400_112, aggregatedValues: 9_120_441, leadsWritten: 61_033, leadsSame: 35_389 },
  },
  scenes: [
    { name: 'claim', opportunities: 48_211, population: '', models: ['win', 'interest'] },
    { name: 'match', opportunities: 17_902, population: '', models: ['win'] },
    { name: 'look', opportunities: 0, population: '', models: [] },
  ],
  times: STAGES.filter(([, dimension]) => dimension === undefined).map(([stage, , from, seconds]) => ({
    stage,
    startedMs: BEGAN + from * 1000,
    endedMs: BEGAN + (from + seconds) * 1000,
  })),
  stages: STAGES.map(record),
  budgets: STAGES.map(budgetOf),
  decisions: [
    {
      ...{ dimension: 'salesperson', policy: 'last-sealed', from: { date: runDate('2026-09-06'), run: 1 } },
      because: 'its source crm had not come 15 minutes before the deadline',
    },
  ],
  gates: [
    {
      ...{ scene: 'claim', outcome: 'passed', comparedWith: ['2026-09-06', '2026-09-05', '2026-09-04'] },
      results: [
        ...DRIFTS.map((value, i) => drift(FEATURES[i] ?? `o_sent_0${i}_COUNT_15d`, value)),
        {
          ...{ scene: 'claim', check: 'rows', value: 48_211, limit: 71_000, state: 'ok' },
          said: '48,211 opportunities; 47,300 in the last good nights',
        },
        {
          ...{ scene: 'claim', model: 'win', check: 'scores', value: 0.041, limit: 0.2, state: 'ok' },
          said: 'the scores of win are spread as in the last good nights',
        },
      ],
    },
    {
      ...{ scene: 'match', outcome: 'held', comparedWith: ['2026-09-06'] },
      results: [
        {
          ...{ scene: 'match', feature: 'amount_req_ASOF', check: 'absent', value: 0.61, limit: 0.2, state: 'hold' },
          said: 'amount_req_ASOF is absent for 61 % of the opportunities; it was 4 %',
        },
      ],
    },
  ],
  scores: [
    {
      ...{ model: 'win', output: 'score', count: 48_171, withoutNumber: 0, mean: 0.531 },
      bins: BINS.map((count, i) => ({
        ...{ from: i / 20, to: (i + 1) / 20, count },
        before: Math.round(((BINS[i + 1] ?? 0) + count) / 2),
      })),
      compared: {
        ...{ date: runDate('2026-09-06'), run: 1, count: 47_300, mean: 0.512, sameModels: true },
        ...{ both: 46_800, entered: 1371, left: 500 },
      },
    },
    {
      ...{ model: 'interest', output: 'p', count: 3, withoutNumber: 0, mean: 12 },
      bins: [{ from: 12, to: 12, count: 3 }],
    },
  ],
  movers: [
    ['O-2026-0081723', 0.112, 0.861, 41_222, 211],
    ['O-2026-0077102', 0.204, 0.794, 35_020, 1042],
    ['O-2026-0090011', 0.93, 0.18, 14, 38_801],
  ].map(([opportunityId, before, now, rankBefore, rankNow]) => ({
    model: 'win',
    opportunityId: String(opportunityId),
    ...{ before: Number(before), now: Number(now), rankBefore: Number(rankBefore), rankNow: Number(rankNow) },
  })),
  loads: [
    loadOf('warehouse/dt=2026-09-06', '2026-09-06T20:30:00Z', 412_300, 0),
    loadOf('warehouse/dt=2026-09-05', '2026-09-05T20:31:00Z', 398_122, 37),
  ],
});

import type { FailureReport } from '../../domain/failure-report.ts';
import { waysOn } from '../../domain/ways-on.ts';
import { sampleReport } from './sample-report.ts';

/** The same night, if its aggregation had failed for good. */
export function sampleFailure(): FailureReport {
  const { run, timeZone, deadlineMs, loads, uiUrl, budgets = [], stages = [] } = sampleReport();
  const endedMs = stages.find(({ stage }) => stage === 'aggregate')?.endedMs ?? 0;
  const before = stages.filter((line) => line.startedMs < endedMs);
  const failure = {
    ...{ code: 'STORE_UNREACHABLE', cancelled: false },
    message: 'HBase does not answer: no region server for daybreak_day,<7f…> within 60 s',
    next: 'look whether HBase is up, then run the same command again',
  };
  const night = {
    request: { ...run, scene: undefined, population: undefined },
    run: run.run,
    stage: 'aggregate',
    failure,
    kept: { sealed: false, held: [], steps: { compute: 214, aggregate: 31 } },
  } as const;
  return {
    ...night,
    ...{ run, timeZone, deadlineMs, loads, budgets, state: 'failed', kind: 'night', late: false, endedMs },
    ...(uiUrl === undefined ? {} : { uiUrl }),
    startedMs: (stages[0]?.startedMs ?? 0) - 3_600_000,
    writtenMs: endedMs + 2000,
    doing: 'aggregates user, phone to opportunities',
    waitingFor: [],
    waysOn: waysOn(night),
    decided: ['salesperson of 2026-09-06: its source crm had not come'],
    times: before.filter(({ dimension, stage }) => dimension === undefined && stage !== 'aggregate'),
    stages: before.map((line) =>
      line.stage === 'aggregate' && line.dimension === 'user'
        ? { ...line, state: 'failed', attempts: 12, error: `${failure.code}: ${failure.message}` }
        : { ...line, state: 'done' },
    ),
    gates: [],
    again: [{ step: 'hashRowRanges', attempts: 2 }],
    alerts: [],
    unread: [],
  };
}

import type { MetricMeter } from '@temporalio/common';
import type { GateRecord } from '../domain/gate-record.ts';
import type { NightRun } from '../domain/night.ts';
import type { ComputeVerb, LightActivities, ComputeActivities } from '../activities/verbs.ts';

type Activities = LightActivities & ComputeActivities;
type TaskOf<V extends keyof Activities> = Parameters<Activities[V]>[0];
type ResultOf<V extends keyof Activities> = Awaited<ReturnType<Activities[V]>>;
type Observer<V extends keyof Activities> = (meter: MetricMeter, task: TaskOf<V>, result: ResultOf<V>) => void;

/**
 * What the end of a step tells a dashboard. A night comes once a day, so most of it is the last value; Prometheus keeps the days.
 * docs/monitoring.md lists every name; none of them holds an id of the business.
 */
const OBSERVERS: { readonly [V in keyof Activities]?: Observer<V> } = {
  recordStage: (meter, { run, kind, stages }, attempts) => {
    const { dictionary } = run;
    for (const [i, { stage, dimension = '', startedMs, endedMs, state }] of stages.entries()) {
      const tags = { dictionary, kind, stage, dimension };
      gauge(meter, 'stage_seconds', 'how long the stage took the last time', tags, (endedMs - startedMs) / 1000);
      const again = (attempts[i] ?? 1) - 1;
      if (again > 0) counter(meter, 'stage_retries', 'pieces of a stage done again', tags, again);
      if (state === 'failed') counter(meter, 'stage_failures', 'stages that failed', tags, 1);
    }
  },
  recordNight: (meter, { dictionary, record: { kind = 'night', state, stage, startedMs, endedMs, late } }) => {
    const tags = { dictionary, kind };
    if (state === 'running')
      gauge(meter, 'night_started_timestamp_seconds', 'when the last one began', tags, startedMs / 1000);
    // a night that is sealed goes on to the push
    if (endedMs === undefined || (state !== 'failed' && stage !== 'done')) return;
    counter(meter, 'nights', 'nights that ended', { ...tags, state, late: String(late === true) }, 1);
    gauge(meter, 'night_seconds', 'how long the last one took', tags, (endedMs - startedMs) / 1000);
    if (state !== 'failed')
      gauge(meter, 'night_ended_timestamp_seconds', 'when the last one ended well', tags, endedMs / 1000);
  },
  writeReport: (meter, { result, deadlineMs, held }) => {
    if (held) return;
    const { run, counts } = result;
    const tags = { dictionary: run.dictionary };
    if (deadlineMs !== undefined) {
      // Temporal refuses a gauge below 0
      const seconds = (deadlineMs - Date.now()) / 1000;
      const [left, late] = ['time left to the deadline when the scores were handed over', 'how late they were'];
      gauge(meter, 'night_headroom_seconds', left, tags, Math.max(0, seconds));
      gauge(meter, 'night_late_seconds', late, tags, Math.max(0, -seconds));
    }
    const rows: Readonly<Record<string, number>> = {
      stale_days: counts.staleDays,
      opportunities: counts.opportunities,
      unknown: counts.unknown,
      overflows: counts.overflows,
      derived_reused: counts.work.derived.reused,
      derived_computed: total(counts.work.derived.computed),
      aggregated_reused: counts.work.aggregated.reused,
      aggregated_computed: total(counts.work.aggregated.computed),
      leads_written: counts.leadsWritten,
      leads_same: counts.leadsSame,
    };
    for (const [what, n] of Object.entries(rows))
      gauge(meter, 'night_rows', 'rows through the last night', { ...tags, what }, n);
    gauge(meter, 'night_bytes', 'bytes of the files of the last night', tags, counts.bytes);
    for (const { scene, delivered, same, edited, suppressed, dead, differing, calls } of result.pushes ?? []) {
      const of = { dictionary: run.dictionary, scene };
      for (const [what, n] of Object.entries({ delivered, same, edited, suppressed, dead, differing }))
        gauge(meter, 'push_rows', "leads of the last night's push into the CRM", { ...of, what }, n);
      gauge(meter, 'push_calls', 'calls of the CRM that the last push took', of, calls);
    }
  },
  loadPartition: (meter, { dictionary }, { tables }) => {
    for (const { table, added, replaced, same, setAside, afterUntil } of tables) {
      const rows = { added, replaced, same, set_aside: setAside, after_until: afterUntil };
      for (const [outcome, n] of Object.entries(rows))
        counter(meter, 'rows_loaded', 'rows that nights loaded', { dictionary, table, outcome }, n);
    }
  },
  gateNight: (meter, { run, push }, record) => {
    if (push) gates(meter, run, record);
  },
  decideGate: (meter, { run }, record) => {
    gates(meter, run, record);
  },
  alert: (meter, { alert: { dictionary, cause } }, { sent }) => {
    const tags = { dictionary, cause: cause.split('/')[0] ?? cause };
    counter(
      meter,
      'alerts',
      'alerts that were raised',
      { ...tags, arrived: String(sent.every(({ error }) => error === undefined)) },
      1,
    );
  },
};

/** Puts the end of a step into the metrics, if it says anything. */
export function observe(
  meter: MetricMeter,
  verb: keyof LightActivities | ComputeVerb,
  task: unknown,
  result: unknown,
): void {
  const observer = OBSERVERS[verb] as ((meter: MetricMeter, task: unknown, result: unknown) => void) | undefined;
  observer?.(meter, task, result);
}

function gates(meter: MetricMeter, { dictionary }: NightRun, { scenes }: GateRecord): void {
  for (const { scene, outcome, holds, warns, told } of scenes) {
    const tags = { dictionary, scene };
    for (const [state, n] of Object.entries({ hold: holds, warn: warns, told }))
      gauge(meter, 'gate_results', 'what the gate of a scene found', { ...tags, state }, n);
    gauge(meter, 'gate_held', '1: the scene is kept from the CRM', tags, outcome === 'held' ? 1 : 0);
  }
}

type Tags = Readonly<Record<string, string>>;

const gauge = (meter: MetricMeter, name: string, said: string, tags: Tags, value: number): void => {
  meter.createGauge(`daybreak_${name}`, 'float', undefined, said).set(value, tags);
};

const counter = (meter: MetricMeter, name: string, said: string, tags: Tags, value: number): void => {
  meter.createCounter(`daybreak_${name}`, undefined, said).add(value, tags);
};

const total = (numbers: Readonly<Record<string, number | undefined>>): number =>
  Object.values(numbers).reduce<number>((sum, n = 0) => sum + n, 0);

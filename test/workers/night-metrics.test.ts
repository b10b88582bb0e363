import { Runtime } from '@temporalio/worker';
import { beforeAll, expect, it } from 'vitest';
import type { EndedStage } from '../../activities/record-stage.ts';
import { choosePort } from '../../infra/ports.ts';
import { observe } from '../../workers/night-metrics.ts';
import { metricsOptions } from '../../workers/metrics.ts';
import { openLogger } from '../../workers/logger.ts';

const RUN = { dictionary: 'shop', date: '2026-03-02', run: 1 };

let address: string;
beforeAll(async () => {
  const log = openLogger('test');
  log.level = 'silent';
  address = `127.0.0.1:${await choosePort(0)}`;
  Runtime.install({ telemetryOptions: await metricsOptions({ DAYBREAK_METRICS: address }, log) });
});

const see = (verb: Parameters<typeof observe>[1], task: unknown, result?: unknown): void => {
  observe(Runtime.instance().metricMeter, verb, task, result);
};

/** Daybreak's metrics as Prometheus reads them, without comments. */
const scraped = async (): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await (await fetch(`http://${address}/metrics`)).text())
      .split('\n')
      .filter((line) => line.startsWith('daybreak_'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), line.slice(line.lastIndexOf(' ') + 1)] as const),
  );

const night = (record: object): void => {
  see('recordNight', { dictionary: 'shop', timeZone: 'UTC', record: { ...RUN, startedMs: 1000, ...record } });
};

it('count a night once, when it has ended', async () => {
  night({ state: 'running', stage: 'wait' });
  night({ state: 'sealed', stage: 'score', endedMs: 60_000 });
  night({ state: 'delivered', stage: 'done', endedMs: 91_000, late: true });
  night({ state: 'failed', stage: 'push', endedMs: 95_000 });
  const seen = await scraped();
  const nights = Object.entries(seen).filter(([name]) => name.startsWith('daybreak_nights_total'));
  expect(nights.toSorted()).toEqual([
    ['daybreak_nights_total{dictionary="shop",kind="night",late="false",state="failed"}', '1'],
    ['daybreak_nights_total{dictionary="shop",kind="night",late="true",state="delivered"}', '1'],
  ]);
  expect(seen).toMatchObject({
    'daybreak_night_started_timestamp_seconds{dictionary="shop",kind="night"}': '1',
    'daybreak_night_ended_timestamp_seconds{dictionary="shop",kind="night"}': '91',
    'daybreak_night_seconds{dictionary="shop",kind="night"}': '94',
  });
});

it('have the last time of each stage, and what went wrong in it', async () => {
  const ended = { stage: 'compute', dimension: 'user', startedMs: 0, endedMs: 1500 } as const;
  const stages: EndedStage[] = [
    { ...ended, state: 'done' },
    { ...ended, state: 'failed', endedMs: 2500 },
  ];
  see('recordStage', { run: RUN, kind: 'night', rows: '', stages }, [3, 1]);
  const tags = '{dictionary="shop",dimension="user",kind="night",stage="compute"}';
  expect(await scraped()).toMatchObject({
    [`daybreak_stage_seconds${tags}`]: '2.5',
    [`daybreak_stage_retries_total${tags}`]: '2',
    [`daybreak_stage_failures_total${tags}`]: '1',
  });
});

it('say what a gate found, and no longer that a scene is held once it is released', async () => {
  const scene = { scene: 'claim', holds: 1, warns: 2, told: 0, said: [] };
  see('gateNight', { run: RUN, push: true }, { ...RUN, scenes: [{ ...scene, outcome: 'held' }] });
  const held = 'daybreak_gate_held{dictionary="shop",scene="claim"}';
  expect(await scraped()).toMatchObject({
    [held]: '1',
    'daybreak_gate_results{dictionary="shop",scene="claim",state="warn"}': '2',
  });
  see('decideGate', { run: RUN }, { ...RUN, scenes: [{ ...scene, outcome: 'released', because: 'known' }] });
  expect(await scraped()).toMatchObject({ [held]: '0' });
});

it('add up the rows of loads, and the alerts', async () => {
  const table = { table: 'events', files: 1, read: 9, added: 4, replaced: 2, same: 1, setAside: 2, afterUntil: 0 };
  for (let twice = 0; twice < 2; twice++) see('loadPartition', { dictionary: 'shop' }, { tables: [table] });
  see(
    'alert',
    { alert: { dictionary: 'shop', cause: 'source/crm' } },
    { sent: [{ way: 'webhook', error: 'refused' }] },
  );
  expect(await scraped()).toMatchObject({
    'daybreak_rows_loaded_total{dictionary="shop",outcome="set_aside",table="events"}': '4',
    'daybreak_rows_loaded_total{dictionary="shop",outcome="added",table="events"}': '8',
    'daybreak_alerts_total{arrived="false",cause="source",dictionary="shop"}': '1',
  });
});

it('are left out, and the worker starts, where their address is taken or none', async () => {
  const said: string[] = [];
  const log = { warn: (_: unknown, text: string) => said.push(text) } as unknown as Parameters<
    typeof metricsOptions
  >[1];
  expect(await metricsOptions({ DAYBREAK_METRICS: address }, log)).toEqual({});
  expect(await metricsOptions({ DAYBREAK_METRICS: 'here' }, log)).toEqual({});
  expect(said).toHaveLength(2);
  expect(await metricsOptions({ DAYBREAK_METRICS: 'off' }, log)).toEqual({});
  expect(await metricsOptions({}, log)).toEqual({});
});

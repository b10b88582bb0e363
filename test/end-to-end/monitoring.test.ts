import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NightReport } from '../../domain/night-report.ts';
import { json, newHome, removeHome, succeed } from './daybreak.ts';
import { writeDrop } from './drop.ts';
import { sealedRun } from './night-files.ts';
import { eventually } from './temporal.ts';
import { TINY_DATE, TINY_DROP, TINY_SCORES, writeTinyDictionary } from './tiny.ts';

interface Span {
  readonly name: string;
  readonly traceId: string;
}
interface Exported {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
}

/** A collector of traces as OpenTelemetry's is, but for keeping only names. */
const spans: Span[] = [];
let collector: Server;
let home: string;
const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT';

const EARLIER = '2026-03-01';

beforeAll(async () => {
  collector = createServer((request, response) => {
    const body: Buffer[] = [];
    request.on('data', (chunk: Buffer) => body.push(chunk));
    request.on('end', () => {
      const { resourceSpans } = JSON.parse(Buffer.concat(body).toString()) as Exported;
      const sent = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
      spans.push(...sent.map(({ name, traceId }) => ({ name, traceId })));
      response.end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as { port: number };
  home = await newHome();
  await writeTinyDictionary(home, 'tiny');
  process.env[ENDPOINT] = `http://127.0.0.1:${port}`;
  await succeed(home, 'up');
  await succeed(home, 'load', 'tiny', await writeDrop(join(home, 'drop'), TINY_DROP));
  for (const date of [EARLIER, TINY_DATE]) await succeed(home, 'night', 'tiny', '--date', date);
}, 400_000);
afterAll(async () => {
  process.env[ENDPOINT] = '';
  await succeed(home, 'down');
  await removeHome(home);
  collector.close();
}, 120_000);

describe('after two nights', () => {
  it('the metrics of both workers tell how they went, on ports that stay', async () => {
    const { metrics } = await json<{ metrics: { name: string; url: string }[] }>(home, 'status');
    expect(metrics.map(({ name }) => name).toSorted()).toEqual(['compute-worker', 'orchestration-worker']);
    const texts = await Promise.all(metrics.map(async ({ url }) => (await fetch(url)).text()));
    const text = texts.join('\n');
    expect(text).toMatch(/^daybreak_nights_total\{dictionary="tiny",kind="night",late="false",state="delivered"\} 2$/m);
    expect(text).toMatch(
      /^daybreak_stage_seconds\{dictionary="tiny",dimension="user",kind="night",stage="compute"\} /m,
    );
    expect(text).toMatch(/^daybreak_night_rows\{dictionary="tiny",what="opportunities"\} 3$/m);
    for (const used of [
      'temporal_worker_task_slots_used',
      'temporal_activity_schedule_to_start_latency_seconds_bucket',
    ])
      expect(text).toContain(`${used}{`);
    expect(await readFile(join(home, '.daybreak/metrics-ports.json'), 'utf8')).toContain('compute-worker');
  });

  it('each is one trace of its workflow, its dimensions and its steps', async () => {
    const traces = (): Span[][] => {
      const nights = spans.filter(({ name }) => name === 'RunWorkflow:nightly' || name === 'StartWorkflow:nightly');
      return nights.map(({ traceId }) => spans.filter((span) => span.traceId === traceId));
    };
    const parts = ['foldDays', 'computeShard', 'scoreModel', 'writeReport'].map((verb) => `RunActivity:${verb}`);
    const missing = (trace: Span[]): string[] => parts.filter((part) => !trace.some(({ name }) => name === part));
    // each worker sends a batch of its own every five seconds
    const seen = await eventually(
      () => Promise.resolve(traces()),
      (all) => all.length >= 2 && all.every((trace) => missing(trace).length === 0),
    );
    expect(seen.map(missing)).toEqual(seen.map(() => []));
  });

  it('the logs name the night, the dictionary, the step and the shard', async () => {
    const lines = async (worker: string): Promise<Record<string, unknown>[]> =>
      (await readFile(join(home, '.daybreak/logs', `${worker}.log`), 'utf8'))
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    const night = { dictionary: 'tiny', night: TINY_DATE };
    expect(await lines('compute-worker')).toContainEqual(
      expect.objectContaining({ ...night, run: 1, stage: 'computeShard', type: 'user', part: 0 }),
    );
    expect(await lines('orchestration-worker')).toContainEqual(
      expect.objectContaining({ ...night, run: 1, stage: 'pushScores', scene: 'claim', model: 'interest' }),
    );
  });

  it('the report has them side by side', async () => {
    const folder = await sealedRun(home, 'tiny', TINY_DATE);
    const report = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as NightReport;
    const stages = new Set(report.stages?.map(({ stage, dimension }) => [stage, dimension].join(' ').trim()));
    for (const stage of ['ingest', 'compute user', 'compute opportunity', 'files', 'score'])
      expect([...stages]).toContain(stage);
    expect(report.budgets?.find(({ stage }) => stage === 'compute')?.nights).toBe(1);
    const [scores] = report.scores ?? [];
    expect(scores).toMatchObject({
      model: 'interest',
      output: 'score',
      count: 3,
      compared: { date: EARLIER, both: 3 },
    });
    const mean = Object.values(TINY_SCORES).reduce((sum, score) => sum + score, 0) / 3;
    expect(scores?.mean).toBeCloseTo(mean, 5);
    const { ui } = await json<{ ui: string }>(home, 'status');
    expect(report.uiUrl).toBe(ui);
    const page = await readFile(join(folder, 'report.html'), 'utf8');
    expect(page).toContain(`${ui}/namespaces/default/workflows/night%2Ftiny%2F${TINY_DATE}`);
    expect(page).toContain('Moved most since 2026-03-01');
  });
});

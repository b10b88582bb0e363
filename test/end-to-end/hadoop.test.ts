import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NightManifest } from '../../domain/night-manifest.ts';
import { packageRoot } from '../../infra/package-root.ts';
import { stackStatus } from '../../infra/stack-status.ts';
import { hasShared, sayNotTested, SHARED } from '../shared.ts';
import { QUICK_START, whyNoHadoop } from '../stores/hadoop.ts';
import { json, newHome, removeHome, start, succeed } from './daybreak.ts';
import { writeDrop } from './drop.ts';
import { manifestOnHdfs, pidOf, storesOf } from './hadoop-home.ts';
import { manifestOf } from './night-files.ts';
import { processesIn } from './processes.ts';
import { seededRandom } from './random.ts';
import { placeSample, SAMPLE_DATE } from './sample.ts';
import { eventually } from './temporal.ts';

/** The same commands on a real HBase and HDFS and in the embedded stores: every file, and every hash of what went in, is the same. */
const SETS = [
  { set: 'bpi2012', date: '2012-01-15' },
  { set: 'online_retail', date: '2010-11-08' },
];
/** Comes after the nights, about a day that they read. */
const LATE_CALL = {
  event_id: 'late-1',
  entity_type: 'opportunity',
  entity_id: 'cedar-harbour-garage-0001',
  feature: 'call',
  event_time: '2026-09-05T10:00:00+08:00',
  value: 300,
};
const without = await whyNoHadoop();
// read by every Java that the supervisor starts
process.env['JDK_JAVA_OPTIONS'] = QUICK_START.join(' ');

describe.skipIf(without)(`the hadoop stack${without === undefined ? '' : ` (NOT TESTED: ${without})`}`, () => {
  let [hadoop, embedded] = ['', ''];
  beforeAll(async () => {
    [hadoop, embedded] = [await newHome(), await newHome()];
    await mkdir(join(hadoop, 'dictionaries'));
    await succeed(hadoop, 'up', '--stack', 'hadoop');
    await placeSample(embedded);
    await succeed(hadoop, 'load', 'sample', await placeSample(hadoop));
    await succeed(embedded, 'load', 'sample', join(embedded, 'drop'));
  }, 600_000);
  afterAll(async () => {
    await succeed(hadoop, 'down');
    const left = processesIn(hadoop);
    await Promise.all([removeHome(hadoop), removeHome(embedded)]);
    expect(left).toEqual([]);
  }, 120_000);

  /** On both at the same time, as one often waits for its servers. */
  const onEach = <T>(work: (home: string) => Promise<T>): Promise<T[]> => Promise.all([hadoop, embedded].map(work));
  const onBoth = async (dictionary: string, date: string): Promise<[NightManifest, NightManifest]> => [
    await manifestOnHdfs(hadoop, dictionary, date),
    await manifestOf(embedded, dictionary, date),
  ];

  it('ends a night right in which HBase and HDFS are killed twice', { timeout: 600_000 }, async () => {
    const random = seededRandom(3);
    const night = start(hadoop, 'night', 'sample', '--date', SAMPLE_DATE);
    for (const stage of ['ingest', 'compute']) {
      await eventually(
        () => Promise.resolve(night.said()),
        (said) => said.includes(`\n${stage}`),
        180_000,
      );
      await sleep(random() * 1_500);
      process.kill(pidOf(hadoop, 'hadoop')!, 'SIGKILL');
      await eventually(() => Promise.resolve(pidOf(hadoop, 'hadoop') !== undefined), Boolean, 120_000);
    }
    const { code, stderr } = await night.ended;
    expect(code, stderr).toBe(0);
    expect(stackStatus(hadoop).processes.find(({ name }) => name === 'hadoop')?.restarts).toBe(2);
    await succeed(embedded, 'night', 'sample', '--date', SAMPLE_DATE);
    const [ours, plain] = await onBoth('sample', SAMPLE_DATE);
    expect({ ...ours, run: 0 }).toEqual({ ...plain, run: 0 });
  });

  it('has two compute workers in two processes share one night', { timeout: 300_000 }, async () => {
    const date = '2026-09-08';
    const { worker, said } = await secondWorker(hadoop);
    try {
      await onEach((home) => succeed(home, 'night', 'sample', '--date', date));
      const first = (await readFile(join(hadoop, '.daybreak', 'logs', 'compute-worker.log'), 'utf8')).split('\n');
      const doneBy = (lines: readonly string[]): number =>
        lines.filter((line) => line.includes('"msg":"done"') && line.includes(`"night":"${date}"`)).length;
      expect([doneBy(first), doneBy(said())].every((tasks) => tasks > 0)).toBe(true);
      const [ours, plain] = await onBoth('sample', date);
      expect(ours).toEqual(plain);
    } finally {
      worker.stdin?.end();
      await once(worker, 'exit');
    }
  });

  it('tells of nights, replays one and thins the events as the embedded stack does', { timeout: 600_000 }, async () => {
    const retention = 'retention:\n  - { type: user, keep_days: 200 }\n';
    const said = await onEach(async (home) => {
      const date = ['--date', SAMPLE_DATE];
      await succeed(home, 'load', 'sample', await writeDrop(join(home, 'late'), { events: [LATE_CALL] }));
      await succeed(home, 'replay', 'sample', ...date);
      await succeed(home, 'replay', 'sample', ...date, '--as-known-now');
      const manifestOfRun = async () => (home === hadoop ? manifestOnHdfs : manifestOf)(home, 'sample', SAMPLE_DATE);
      const diff = (run: string) => json(home, 'diff', 'sample', ...date, '--run', run, '--with-run', '1');
      const leads = await json<{ opportunityId: string }[]>(home, 'leads', 'sample', ...date, '--top', '1');
      const why = await json<object>(home, 'why', 'sample', ...date, '--opportunity', leads[0]!.opportunityId);
      const plan = await json<object>(home, 'plan', 'sample', '--date', '2026-09-09');
      const span = ['--from', SAMPLE_DATE, '--to', '2026-09-09', '--mode', 'all', '--dry-run'];
      const steps = await json(home, 'backfill', 'sample', ...span);
      await appendFile(join(home, 'dictionaries', 'sample', 'settings.yaml'), retention);
      const thinned = await json<object>(home, 'retain', 'sample', '--on-stack');
      return {
        manifest: await manifestOfRun(),
        same: await diff('2'),
        now: await diff('3'),
        leads,
        why,
        plan,
        steps,
        thinned,
      };
    });
    expect(timeless(said[0])).toEqual(timeless(said[1]));
    expect(said[0]).toMatchObject({ manifest: { run: 3 }, thinned: { tablesRewritten: 7 } });
  });

  describe.runIf(hasShared).each(SETS)('$set', ({ set, date }) => {
    it('gives bit for bit the files of the embedded stack', { timeout: 900_000 }, async () => {
      const drop = join(SHARED, 'data', set);
      await onEach(async (home) => {
        await succeed(home, 'init', set, '--from', drop);
        await succeed(home, 'load', set, drop);
        await succeed(home, 'night', set, '--date', date);
      });
      const [ours, plain] = await onBoth(set, date);
      expect(ours.files.length).toBeGreaterThan(1);
      expect(ours).toEqual(plain);
    });
  });
  sayNotTested();
});

/** Without what the clock and the store say. */
const timeless = (said: unknown): unknown =>
  JSON.parse(
    JSON.stringify(said, (key, value: unknown) => (/seconds|elapsedMs|tablesRewritten/i.test(key) ? undefined : value)),
  );

/** A compute worker beside the one that the supervisor keeps, as another machine would run it that sees the same dictionaries. */
async function secondWorker(home: string): Promise<{ worker: ChildProcess; said: () => string[] }> {
  const script = join(packageRoot(), 'dist', 'workers', 'compute-worker.js');
  const elsewhere = await newHome();
  await symlink(join(home, 'dictionaries'), join(elsewhere, 'dictionaries'));
  const worker = spawn(process.execPath, ['--enable-source-maps', script], {
    env: {
      ...process.env,
      DAYBREAK_HOME: elsewhere,
      DAYBREAK_TEMPORAL: stackStatus(home).temporal ?? '',
      DAYBREAK_STORES: JSON.stringify(storesOf(home)),
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let out = '';
  for (const stream of [worker.stdout, worker.stderr]) stream.on('data', (chunk: Buffer) => (out += chunk.toString()));
  worker.once('exit', () => void removeHome(elsewhere));
  await eventually(
    () => Promise.resolve(out),
    (text) => text.includes('ready'),
  );
  return { worker, said: () => out.split('\n') };
}

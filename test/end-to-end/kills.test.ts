import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { NightResult } from '../../domain/night-result.ts';
import { stackStatus } from '../../infra/stack-status.ts';
import { newHome, removeHome, start, succeed, type Ran, type Running } from './daybreak.ts';
import { bytesOf, nightFolderOf } from './night-files.ts';
import { processesIn } from './processes.ts';
import { seededRandom } from './random.ts';
import { placeSample, SAMPLE_DATE } from './sample.ts';
import { eventually } from './temporal.ts';

/** More of them, for a long run: DAYBREAK_KILLS=30 DAYBREAK_SEED=3 npx vitest run test/end-to-end/kills.test.ts */
const KILLS = Number(process.env['DAYBREAK_KILLS'] ?? 5);
const SEED = Number(process.env['DAYBREAK_SEED'] ?? 1);
const VICTIMS = ['compute-worker', 'orchestration-worker', 'temporal'] as const;
const PATIENCE_MS = 60_000 + KILLS * 40_000;

const night = (home: string): Running => start(home, 'night', 'sample', '--date', SAMPLE_DATE, '--json');
const runsOf = (home: string): Promise<string[]> => readdir(join(nightFolderOf(home, 'sample', SAMPLE_DATE), 'runs'));

function resultOf({ code, stdout, stderr }: Ran): NightResult {
  expect(code, stderr).toBe(0);
  return (JSON.parse(stdout) as { result: NightResult }).result;
}

let undisturbed: Record<string, string>;
beforeAll(async () => {
  const home = await newHome();
  await succeed(home, 'load', 'sample', await placeSample(home));
  expect(resultOf(await night(home).ended).counts.opportunities).toBeGreaterThan(50);
  undisturbed = await bytesOf(home, 'sample', SAMPLE_DATE);
  expect(processesIn(home)).toEqual([]);
  await removeHome(home);
});

let home: string;
beforeEach(async () => {
  home = await newHome();
  await succeed(home, 'load', 'sample', await placeSample(home));
});
afterEach(async () => {
  await succeed(home, 'down');
  const left = processesIn(home);
  await removeHome(home);
  expect(left).toEqual([]);
});

/** Kills at random moments, each when the victim is up again, until the night has ended; gives who died how often. */
async function killAlong(running: Running): Promise<Record<string, number>> {
  const random = seededRandom(SEED);
  const killed: Record<string, number> = {};
  const ended = (): boolean => running.child.exitCode !== null;
  for (let kill = 0; kill < KILLS; kill++) {
    const victim = VICTIMS[kill % VICTIMS.length]!;
    await sleep(200 + random() * 2_000);
    await eventually(() => Promise.resolve(alive(victim) !== undefined || ended()), Boolean);
    const pid = alive(victim);
    if (ended() || pid === undefined) break;
    process.kill(pid, 'SIGKILL');
    killed[victim] = (killed[victim] ?? 0) + 1;
  }
  return killed;
}

function alive(name: string): number | undefined {
  const found = stackStatus(home).processes.find((process) => process.name === name);
  return found?.alive === true ? found.pid : undefined;
}

describe('kill -9', () => {
  it(
    'of the workers and of Temporal, at random points of a night: it ends right, with the same bytes',
    async () => {
      await succeed(home, 'up');
      const running = night(home);
      await eventually(
        () => Promise.resolve(running.said()),
        (said) => said.includes('ingest'),
      );
      const killed = await killAlong(running);
      resultOf(await running.ended);
      // a night that ends between two kills has fewer of them
      const kills = Object.values(killed).reduce((sum, n) => sum + n, 0);
      expect(kills, JSON.stringify(killed)).toBeGreaterThanOrEqual(Math.min(3, KILLS));
      expect(await bytesOf(home, 'sample', SAMPLE_DATE)).toEqual(undisturbed);
      expect(await runsOf(home)).toEqual(['1']);
    },
    PATIENCE_MS,
  );
});

describe('Ctrl-C of a night', () => {
  it('ends the stack that the command brought up, and the same command goes on where it stood', async () => {
    const first = night(home);
    await eventually(
      () => Promise.resolve(first.said()),
      (said) => /^(ingest|tag|compute)/m.test(said),
    );
    // the command, the supervisor, Temporal and two workers
    expect(processesIn(home).length).toBeGreaterThanOrEqual(5);
    first.child.kill('SIGINT');
    const { code, stdout } = await first.ended;
    expect([code, JSON.parse(stdout)]).toMatchObject([
      1,
      { error: { code: 'INTERRUPTED', next: expect.stringContaining('same command') as string } },
    ]);
    expect(processesIn(home)).toEqual([]);

    resultOf(await night(home).ended);
    expect(await bytesOf(home, 'sample', SAMPLE_DATE)).toEqual(undisturbed);
    expect(await runsOf(home)).toEqual(['1']);
    expect(processesIn(home)).toEqual([]);
  });
});

describe('two night commands at once', () => {
  it('share one stack and one run', async () => {
    const results = (await Promise.all([night(home).ended, night(home).ended])).map(resultOf);
    expect(results[1]).toEqual(results[0]);
    expect(await runsOf(home)).toEqual(['1']);
    expect(await bytesOf(home, 'sample', SAMPLE_DATE)).toEqual(undisturbed);
  });
});

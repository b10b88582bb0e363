import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openThreadPool, type ThreadPool } from '../../workers/thread-pool.ts';
import type { ThreadTask } from '../../workers/thread-task.ts';
import { uncaughtIn } from '../uncaught.ts';

/** Answers 1; where its task is an Int32Array it throws as soon as that holds another number than 0. */
const THREAD = `export default ({ task }) => {
  const end = () => {
    if (Atomics.load(task, 0) !== 0) throw new Error('after its task');
  };
  if (task) setInterval(end, 1);
  return 1;
};`;

let folder: string;
let script: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'daybreak-threads-'));
  script = join(folder, 'thread.mjs');
  writeFileSync(script, THREAD);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const taskOf = (task?: Int32Array): ThreadTask => ({ task }) as unknown as ThreadTask;

/** Has a thread die when its task is over and known to be. */
async function die(pool: ThreadPool): Promise<void> {
  const ends = new Int32Array(new SharedArrayBuffer(4));
  await pool.run(taskOf(ends));
  const gone = new Promise((resolve) => pool.once('workerDestroy', resolve));
  Atomics.store(ends, 0, 1);
  await gone;
}

async function withPool(work: (pool: ThreadPool, givenUp: Promise<string>) => Promise<unknown>): Promise<string[]> {
  const logged: string[] = [];
  let giveUp: (why: string) => void = () => undefined;
  const givenUp = new Promise<string>((resolve) => (giveUp = resolve));
  const error = ({ err }: { err: Error }): number => logged.push(err.message);
  const pool = openThreadPool(script, 1, { error } as never, (why) => {
    giveUp(why);
  });
  await work(pool, givenUp);
  await pool.destroy();
  return logged;
}

it('a thread that dies without a task ends nothing: another takes its place', async () => {
  let logged: string[] = [];
  const uncaught = await uncaughtIn(async () => {
    logged = await withPool(async (pool) => {
      await die(pool);
      expect(await pool.run(taskOf())).toBe(1);
    });
  });
  expect([uncaught, logged]).toEqual([[], ['after its task']]);
});

it('gives up where no thread can take the place of one that died', async () => {
  let why = '';
  const logged = await withPool(async (pool, givenUp) => {
    await pool.run(taskOf());
    rmSync(script);
    await die(pool);
    why = await givenUp;
  });
  expect(why).toBe('no thread takes the place of one that died');
  expect(logged).toHaveLength(2);
});

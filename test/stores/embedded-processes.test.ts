import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { calendarOf } from '../../domain/calendar.ts';
import { openEmbeddedStore } from '../../stores/embedded/store.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { event, everTime, stale } from '../contract/store-rows.ts';

const script = fileURLToPath(new URL('./embedded-writer.ts', import.meta.url));
const loader = ['--import', 'tsx'];

const inProcess = (...args: string[]): Promise<unknown> =>
  promisify(execFile)(process.execPath, [...loader, script, ...args]);

async function inThread(...args: string[]): Promise<void> {
  // A thread of this process takes no loader by `--import`; it has to register one itself.
  const start = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(pathToFileURL(script).href)}); })`;
  const worker = new Worker(start, { eval: true, workerData: args });
  const [code] = (await once(worker, 'exit')) as [number];
  expect(code).toBe(0);
}

describe('the embedded store in many hands', () => {
  let folder: string;
  let store: FeatureStore;
  const open = (): Promise<FeatureStore> => openEmbeddedStore({ folder, calendar: calendarOf('UTC') });
  const sizes = (writer: string, batches: number): Promise<number[]> =>
    Promise.all(
      Array.from(
        { length: batches },
        async (_, i) => (await store.eventsOf({ type: 'user', id: `${writer}-${i}` }, ...everTime)).length,
      ),
    );

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'daybreak-store-'));
    store = await open();
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  it.for([
    ['processes', inProcess],
    ['threads', inThread],
  ] as const)('lets several %s write at once while it is read and written here', async ([, start]) => {
    const progress = { ended: false, own: 0, seen: 0 };
    const work = async (): Promise<void> => {
      while (!progress.ended) {
        await store.putEvents([event({ eventId: `own-${progress.own}`, id: `own-${progress.own}` })]);
        progress.own += 1;
        const seen = (await sizes('a', 60)).filter((size) => size > 0).length;
        expect(seen).toBeGreaterThanOrEqual(progress.seen);
        progress.seen = seen;
        await new Promise((turn) => setTimeout(turn, 5));
      }
    };
    const others = Promise.all(['a', 'b'].map((name) => start(folder, name, '60', '100'))).finally(
      () => (progress.ended = true),
    );
    await Promise.all([others, work()]);
    const { own } = progress;
    expect(await sizes('a', 60)).toEqual(Array<number>(60).fill(100));
    expect(await sizes('b', 60)).toEqual(Array<number>(60).fill(100));
    expect(await sizes('own', own)).toEqual(Array<number>(own).fill(1));
    expect(await store.revision()).toBe(120 + own);
  });

  it('holds whole batches only when a writer is killed in the middle, and takes the next writer', async () => {
    for (let round = 0; round < 5; round++) {
      const name = `killed${round}`;
      const writer = spawn(process.execPath, [...loader, script, folder, name, '2000', '300'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let told = -1;
      writer.stdout.on('data', (chunk: Buffer) => {
        told = Number(chunk.toString().trim().split('\n').at(-1));
      });
      await once(writer.stdout, 'data');
      await new Promise((later) => setTimeout(later, 20 + 17 * round));
      writer.kill('SIGKILL');
      await once(writer, 'close');
      const found = await sizes(name, 2000);
      const whole = found.filter((size) => size > 0);
      expect(new Set(whole)).toEqual(new Set([300]));
      expect(whole.length).toBeGreaterThan(told);
      expect(whole.length).toBeLessThan(2000);
      expect((await stale(store)).filter((day) => day.startsWith(`user/${name}-`))).toHaveLength(whole.length);
      await store.putEvents([event({ eventId: name })]);
    }
  });

  it('may be open twice in one thread, and stays open when one of the two is closed', async () => {
    const second = await open();
    await store.putEvents([event({})]);
    expect(await second.eventVersions('e')).toEqual([event({})]);
    await second.putEvents([event({ eventId: 'f' })]);
    await second.close();
    expect(await store.eventVersions('f')).toHaveLength(1);
    await store.putEvents([event({ eventId: 'g' })]);
    expect(await store.readDays('user', ['u'], 0, 1)).toMatchObject({ day: new Int32Array() });
  });
});

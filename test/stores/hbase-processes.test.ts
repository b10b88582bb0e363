import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { calendarOf } from '../../domain/calendar.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import type { HBase } from '../../stores/hbase/client/hbase.ts';
import { connectStores } from '../../stores/hbase/connection.ts';
import { openHBaseStore } from '../../stores/hbase/store.ts';
import { event, everTime, stale } from '../contract/store-rows.ts';
import { hadoopForTests, whyNoHadoop } from './hadoop.ts';
import { inKeyspace } from './hbase-keyspace.ts';
import { dropTables } from './hbase-tables.ts';

const missing = await whyNoHadoop();
const script = fileURLToPath(new URL('./hbase-writer.ts', import.meta.url));
const dictionary = `p${process.pid}`;

describe.skipIf(missing !== undefined)('the store in HBase in many hands', () => {
  let hbase: HBase;
  let store: FeatureStore;
  let registry: readonly string[];
  let keyspace: Buffer;
  const start = (...args: string[]): ChildProcessByStdio<null, Readable, null> =>
    spawn(
      process.execPath,
      ['--import', 'tsx', script, registry.join(), dictionary, keyspace.toString('hex'), ...args],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
  const sizes = (writer: string, batches: number): Promise<number[]> =>
    Promise.all(
      Array.from(
        { length: batches },
        async (_, i) => (await store.eventsOf({ type: 'user', id: `${writer}-${i}` }, ...everTime)).length,
      ),
    );
  beforeAll(async () => {
    const { masters, regionServers } = await hadoopForTests();
    registry = [...masters, ...regionServers];
    hbase = connectStores(registry);
  }, 300_000);
  beforeEach(async () => {
    keyspace = randomBytes(6);
    store = await openHBaseStore({
      ...{ namespace: 'contract', dictionary, regions: 2, registry: [], leaseMs: 2_000 },
      calendar: calendarOf('UTC'),
      hbase: inKeyspace(hbase, keyspace),
    });
  });
  afterAll(async () => {
    await dropTables(hbase, dictionary);
    await hbase.close();
  });

  it('lets several processes write at once while it is written here', async () => {
    const writers = ['a', 'b'].map((name) => start(name, '6', '40'));
    const ended = Promise.all(writers.map((writer) => once(writer, 'exit')));
    for (let own = 0; own < 6; own++) await store.putEvents([event({ eventId: `own-${own}`, id: `own-${own}` })]);
    expect(await ended).toEqual([
      [0, null],
      [0, null],
    ]);
    expect(await Promise.all(['a', 'b'].map((name) => sizes(name, 6)))).toEqual([Array(6).fill(40), Array(6).fill(40)]);
    expect(await sizes('own', 6)).toEqual(Array(6).fill(1));
    expect(await store.revision()).toBe(18);
  });

  it('holds whole batches only when a writer is killed in the middle, and takes the next writer', async () => {
    for (const round of [0, 1]) {
      const name = `killed${round}`;
      const writer = start(name, '500', '200');
      let told = -1;
      writer.stdout.on('data', (chunk: Buffer) => {
        told = Number(chunk.toString().trim().split('\n').at(-1));
      });
      await once(writer.stdout, 'data');
      await new Promise((later) => setTimeout(later, 60 + 37 * round));
      writer.kill('SIGKILL');
      await once(writer, 'close');
      await store.putEvents([event({ eventId: name })]);
      const whole = (await sizes(name, told + 3)).filter((size) => size > 0);
      expect(new Set(whole)).toEqual(new Set([200]));
      expect(whole.length).toBeGreaterThan(told);
      expect((await stale(store)).filter((day) => day.startsWith(`user/${name}-`))).toHaveLength(whole.length);
    }
  });
});

it.runIf(missing !== undefined)('needs Java and Maven', (context) => {
  context.skip(`NOT TESTED: ${missing ?? ''}`);
});

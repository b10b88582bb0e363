import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { calendarOf } from '../../domain/calendar.ts';
import { openEmbeddedStore } from '../../stores/embedded/store.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import type { HBase } from '../../stores/hbase/client/hbase.ts';
import { connectStores } from '../../stores/hbase/connection.ts';
import { openHBaseStore } from '../../stores/hbase/store.ts';
import { hadoopForTests, whyNoHadoop } from './hadoop.ts';
import { inKeyspace } from './hbase-keyspace.ts';
import { dropTables } from './hbase-tables.ts';
import { everythingIn } from './store-reads.ts';
import { carryOut, storeWrites, type StoreWrite } from './store-writes.ts';

const missing = await whyNoHadoop();
const calendar = calendarOf('Asia/Shanghai');
const wide = `Wide_销售-${process.pid}`;

describe.skipIf(missing !== undefined)('HBase and lmdb after the same writes', () => {
  let hbase: HBase;
  let registry: readonly string[];
  const folders: string[] = [];
  const stores: FeatureStore[] = [];
  beforeAll(async () => {
    const { masters, regionServers } = await hadoopForTests();
    registry = [...masters, ...regionServers];
    hbase = connectStores(registry);
  }, 300_000);
  afterAll(async () => {
    await dropTables(hbase, `t${process.pid}`);
    await dropTables(hbase, wide);
    await hbase.close();
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
  });
  const embedded = async (): Promise<FeatureStore> => {
    const folder = await mkdtemp(join(tmpdir(), 'daybreak-store-'));
    folders.push(folder);
    const store = await openEmbeddedStore({ folder, calendar });
    stores.push(store);
    return store;
  };

  const compare = async (inHBase: FeatureStore, writes: readonly StoreWrite[], ids: number): Promise<void> => {
    const inFolder = await embedded();
    for (const write of writes) expect(await carryOut(inHBase, write)).toEqual(await carryOut(inFolder, write));
    expect(await everythingIn(inHBase, ids)).toEqual(await everythingIn(inFolder, ids));
  };

  it('give the same counts and the same bytes at every read', async () => {
    await fc.assert(
      fc.asyncProperty(storeWrites({ ids: 4, writes: 14 }), async (writes) => {
        const prefix = createHash('sha256').update(randomUUID()).digest().subarray(0, 6);
        const options = { namespace: 'contract', dictionary: `t${process.pid}`, regions: 2, registry, calendar };
        await compare(await openHBaseStore({ ...options, hbase: inKeyspace(hbase, prefix) }), writes, 4);
      }),
      { numRuns: 30 },
    );
  });

  describe('with tables of their own, over several regions', () => {
    let store: FeatureStore;
    beforeEach(async () => {
      store = await openHBaseStore({ namespace: 'contract', dictionary: wide, regions: 4, registry, calendar });
      stores.push(store);
    });

    it('give them as well for hundreds of ids, also to filters on rows', async () => {
      const [writes] = fc.sample(storeWrites({ ids: 300, writes: 120 }), { numRuns: 1, seed: 7 });
      await compare(store, writes ?? [], 300);
      const ranges = await store.saltRanges(6);
      expect(ranges.map(({ from }) => from)).toEqual(expect.arrayContaining([0, 16_384, 32_768, 49_152]));
      expect(ranges.length).toBeGreaterThanOrEqual(6);
    });
  });
});

it.runIf(missing !== undefined)('needs Java and Maven', (context) => {
  context.skip(`NOT TESTED: ${missing ?? ''}`);
});

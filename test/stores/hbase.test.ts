import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { HBase } from '../../stores/hbase/client/hbase.ts';
import { connectStores } from '../../stores/hbase/connection.ts';
import { openHBaseStore } from '../../stores/hbase/store.ts';
import { featureStoreContract } from '../contract/feature-store.ts';
import { hadoopForTests, whyNoHadoop } from './hadoop.ts';
import { inKeyspace } from './hbase-keyspace.ts';
import { dropTables } from './hbase-tables.ts';

const missing = await whyNoHadoop();

describe.skipIf(missing !== undefined)('with real servers', () => {
  let hbase: HBase;
  const where = { namespace: 'contract', dictionary: `t${process.pid}`, regions: 2 };
  beforeAll(async () => {
    const { masters, regionServers } = await hadoopForTests();
    hbase = connectStores([...masters, ...regionServers]);
  }, 300_000);
  afterAll(async () => {
    await dropTables(hbase, where.dictionary);
    await hbase.close();
  });

  featureStoreContract('the store in HBase', (place, calendar) => {
    const prefix = createHash('sha256').update(place).digest().subarray(0, 6);
    return openHBaseStore({ ...where, registry: [], calendar, hbase: inKeyspace(hbase, prefix) });
  });
});

it.runIf(missing !== undefined)(`needs Java and Maven: ${missing ?? ''}`, (context) => {
  context.skip(`NOT TESTED: ${missing ?? ''}`);
});

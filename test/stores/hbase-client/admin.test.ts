import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminOf, type Admin } from '../../../stores/hbase/client/admin.ts';
import { openCluster, type Cluster, type RegionLocation } from '../../../stores/hbase/client/cluster.ts';
import { hadoopForTests, whyNoHadoop } from '../hadoop.ts';

const missing = await whyNoHadoop();
const NAMESPACE = `admin_${process.pid}`;
const TABLE = `${NAMESPACE}:day`;
const JAVA = 'org.apache.hadoop.hbase.';
const bytes = (text: string): Buffer => Buffer.from(text);

describe.skipIf(missing)(`the admin${missing === undefined ? '' : ` (NOT TESTED: ${missing})`}`, () => {
  let cluster: Cluster;
  let admin: Admin;

  beforeAll(async () => {
    const { masters, regionServers } = await hadoopForTests();
    cluster = openCluster({ registry: ['127.0.0.1:1', ...regionServers, ...masters] });
    admin = adminOf(cluster);
    await admin.ensureNamespace(NAMESPACE);
  });
  afterAll(async () => {
    for (const table of await admin.listTables(NAMESPACE)) {
      await admin.disableTable(table).catch(() => undefined);
      await admin.deleteTable(table);
    }
    await cluster.close();
  });

  const ranges = async (table = TABLE): Promise<string[]> =>
    (await admin.regionsOf(table)).map(({ startKey, endKey }) => `${String(startKey)}-${String(endKey)}`);
  const regionAt = async (start: string): Promise<RegionLocation> =>
    (await admin.regionsOf(TABLE)).find(({ startKey }) => String(startKey) === start)!;

  test('makes a namespace once, however often it is asked', async () => {
    await Promise.all([admin.ensureNamespace(`${NAMESPACE}_b`), admin.ensureNamespace(`${NAMESPACE}_b`)]);
    expect(await admin.listTables(`${NAMESPACE}_b`)).toEqual([]);
  });

  test('makes a table as it was told', async () => {
    const family = {
      name: 'd',
      versions: 3,
      minVersions: 1,
      ttlSeconds: 86_400,
      compression: 'ZSTD',
      encoding: 'FAST_DIFF',
      bloom: 'ROW',
      keepDeleted: true,
      newVersionBehavior: true,
      blockBytes: 32_768,
      inMemory: true,
    } as const;
    const attributes = { MAX_FILESIZE: '12000000000' };
    const splitKeys = ['g', 'p'].map(bytes);
    await admin.createTable({ name: TABLE, families: [family, { name: 'e' }], splitKeys, attributes });
    expect(await ranges()).toEqual(['-g', 'g-p', 'p-']);
    const spec = await admin.describeTable(TABLE);
    expect(spec.families[0]).toEqual(family);
    expect(spec.families[1]).toMatchObject({ name: 'e', versions: 1, compression: 'NONE' });
    expect(spec.families[1]).not.toHaveProperty('ttlSeconds');
    expect(spec.attributes).toMatchObject(attributes);
    expect([await admin.tableExists(TABLE), await admin.tableExists(`${TABLE}s`)]).toEqual([true, false]);
  });

  test('says what cannot be', async () => {
    const families = [{ name: 'd' }];
    await expect(admin.createTable({ name: TABLE, families })).rejects.toMatchObject({
      javaClass: `${JAVA}TableExistsException`,
    });
    await expect(admin.createTable({ name: 'nowhere:t', families })).rejects.toMatchObject({
      javaClass: `${JAVA}NamespaceNotFoundException`,
    });
    await expect(admin.createTable({ name: 'a b', families })).rejects.toMatchObject({ kind: 'usage' });
    await expect(admin.createTable({ name: `${NAMESPACE}:none`, families: [] })).rejects.toMatchObject({
      kind: 'remote',
    });
    await expect(admin.describeTable(`${TABLE}s`)).rejects.toMatchObject({
      javaClass: `${JAVA}TableNotFoundException`,
    });
    await expect(admin.deleteTable(TABLE)).rejects.toMatchObject({ javaClass: `${JAVA}TableNotDisabledException` });
  });

  test('splits, merges, moves, and takes regions off and on', async () => {
    await admin.split(await regionAt('g'), bytes('k'));
    expect(await ranges()).toEqual(['-g', 'g-k', 'k-p', 'p-']);
    await admin.merge([await regionAt(''), await regionAt('g')]);
    expect(await ranges()).toEqual(['-k', 'k-p', 'p-']);

    const region = await regionAt('k');
    await admin.unassign(region);
    const read = cluster.withRegion(TABLE, bytes('l'), ({ server, regionName }) =>
      cluster.call(server, 'ClientService', 'Get', {
        region: { type: 1, value: regionName },
        get: { row: bytes('l') },
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    await admin.assign(region);
    await expect(read).resolves.toBeDefined();
    await admin.move(region);
    expect(await ranges()).toEqual(['-k', 'k-p', 'p-']);
  });

  test('flushes and compacts', async () => {
    await admin.flush(TABLE);
    await admin.compact(TABLE, true);
    await expect.poll(() => admin.compactionState(TABLE), { timeout: 20_000 }).toBe('none');
  });

  test('knows a disabled table at once, rather than waiting for its regions', async () => {
    await admin.disableTable(TABLE);
    const started = performance.now();
    await expect(admin.flush(TABLE)).rejects.toMatchObject({ javaClass: `${JAVA}TableNotEnabledException` });
    expect(performance.now() - started).toBeLessThan(10_000);
    await expect(admin.disableTable(TABLE)).rejects.toMatchObject({ javaClass: `${JAVA}TableNotEnabledException` });
    await admin.truncateTable(TABLE, true);
    expect(await ranges()).toEqual(['-k', 'k-p', 'p-']);
  });

  test('changes a table', async () => {
    await admin.modifyTable({ name: TABLE, families: [{ name: 'd', versions: 7 }] });
    const { families } = await admin.describeTable(TABLE);
    expect(families.map(({ name, versions }) => [name, versions])).toEqual([['d', 7]]);
  });

  test('tells tables apart whose names begin alike', async () => {
    await admin.createTable({ name: `${TABLE}s`, families: [{ name: 'd' }] });
    await admin.createTable({ name: `${TABLE}-`, families: [{ name: 'd' }], splitKeys: [bytes('m')] });
    expect(await Promise.all([`${TABLE}s`, TABLE, `${TABLE}-`].map(ranges))).toEqual([
      ['-'],
      ['-k', 'k-p', 'p-'],
      ['-m', 'm-'],
    ]);
    const found = await Promise.all(
      [`${TABLE}s`, TABLE, `${TABLE}-`].map((table) => cluster.locate(table, bytes('z'))),
    );
    expect(found.map(({ table, startKey }) => [table, String(startKey)])).toEqual([
      [`${TABLE}s`, ''],
      [TABLE, 'p'],
      [`${TABLE}-`, 'm'],
    ]);
    await expect(cluster.locate(`${NAMESPACE}:da`, bytes('z'))).rejects.toMatchObject({
      javaClass: `${JAVA}TableNotFoundException`,
    });
  });

  test('asks meta once for rows that are looked up together', async () => {
    const other = openCluster({ registry: cluster.options.registry });
    const rows = Array.from({ length: 500 }, (_, i) => bytes(String.fromCharCode(97 + (i % 26)) + String(i)));
    const located = await Promise.all(rows.map((row) => other.locate(TABLE, row)));
    expect(new Set(located.map(({ encodedName }) => encodedName)).size).toBe(3);
    // one page of its regions and the empty page after it
    expect(other.metrics.lookups).toBe(2);
    other.forget(located[0]!);
    await Promise.all(rows.map((row) => other.locate(TABLE, row)));
    expect(other.metrics.lookups).toBe(3);
    await other.close();
  });

  test('deletes a table', async () => {
    await admin.disableTable(TABLE);
    await admin.deleteTable(TABLE);
    expect(await admin.tableExists(TABLE)).toBe(false);
    await expect(admin.regionsOf(TABLE)).rejects.toMatchObject({ javaClass: `${JAVA}TableNotFoundException` });
  });
});

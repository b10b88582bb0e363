import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminOf } from '../../../stores/hbase/client/admin.ts';
import { openCluster, type Cluster, type ClusterSettings } from '../../../stores/hbase/client/cluster.ts';
import type { HBaseError } from '../../../stores/hbase/client/hbase-error.ts';
import { ownHadoop, whyNoHadoop, type OwnHadoop } from '../hadoop.ts';

const missing = await whyNoHadoop();
const PASSWORD = 'only-for-this-test';

/** A key store with a key for this machine, and its certificate. */
function makeKey(folder: string): { readonly store: string; readonly certificate: string } {
  const store = join(folder, 'key.p12');
  const common = ['-keystore', store, '-storetype', 'PKCS12', '-storepass', PASSWORD, '-alias', 'hbase'];
  const key = ['-genkeypair', '-keyalg', 'RSA', '-keysize', '2048', '-dname', 'CN=localhost', '-validity', '2'];
  execFileSync('keytool', [...key, '-ext', 'SAN=dns:localhost,ip:127.0.0.1', ...common], { stdio: 'ignore' });
  const certificate = join(folder, 'key.pem');
  execFileSync('keytool', ['-exportcert', '-rfc', '-file', certificate, ...common], { stdio: 'ignore' });
  return { store, certificate: readFileSync(certificate, 'utf8') };
}

describe.skipIf(missing)(`HBase by TLS${missing === undefined ? '' : ` (NOT TESTED: ${missing})`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'hbase-tls-'));
  let hadoop: OwnHadoop;
  let certificate: string;

  beforeAll(async () => {
    const key = makeKey(folder);
    certificate = key.certificate;
    hadoop = await ownHadoop({
      'hbase.server.netty.tls.enabled': 'true',
      'hbase.server.netty.tls.client.auth.mode': 'NONE',
      'hbase.rpc.tls.keystore.location': key.store,
      'hbase.rpc.tls.keystore.type': 'PKCS12',
      'hbase.rpc.tls.keystore.password': PASSWORD,
    });
  });
  afterAll(async () => {
    await hadoop.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (settings: Partial<ClusterSettings>): Cluster =>
    openCluster({ registry: hadoop.regionServers, operationTimeoutMs: 60_000, ...settings });
  const failure = async (settings: Partial<ClusterSettings>): Promise<HBaseError> => {
    const cluster = open({ ...settings, operationTimeoutMs: 300 });
    const call = cluster.withMaster((master) => cluster.call(master, 'MasterService', 'ListNamespaces', {}));
    const error = await call.then(
      () => Promise.reject(new Error('no failure')),
      (error: unknown) => error as HBaseError,
    );
    await cluster.close();
    return error;
  };

  test('tables are made and found by a client that knows the certificate', async () => {
    const cluster = open({ tls: { ca: certificate } });
    const admin = adminOf(cluster);
    await admin.createTable({ name: 'by_tls', families: [{ name: 'd' }], splitKeys: [Buffer.from('m')] });
    expect((await admin.regionsOf('by_tls')).map(({ startKey }) => String(startKey))).toEqual(['', 'm']);
    await cluster.close();
  });

  test('a client that does not know the certificate goes no further', async () => {
    expect(await failure({ tls: {} })).toMatchObject({ kind: 'connection', unsent: true });
    expect((await failure({ tls: { ca: certificate, servername: 'elsewhere' } })).kind).toBe('connection');
  });

  test('an operation outlasts kill -9 and a restart of everything', { timeout: 300_000 }, async () => {
    const cluster = open({ tls: { ca: certificate }, callTimeoutMs: 3_000, operationTimeoutMs: 280_000 });
    const read = () =>
      cluster.withRegion('by_tls', Buffer.from('q'), ({ server, regionName }) =>
        cluster.call(server, 'ClientService', 'Get', {
          region: { type: 1, value: regionName },
          get: { row: Buffer.from('q') },
        }),
      );
    await read();
    await hadoop.kill();
    const during = read();
    await hadoop.restart();
    await expect(during).resolves.toBeDefined();
    expect(cluster.metrics).toMatchObject({ inFlight: 0 });
    expect(cluster.metrics.retries.reconnect).toBeGreaterThan(0);
    await cluster.close();
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HadoopPorts } from './hadoop-ports.ts';

const HOST = '127.0.0.1';

/** Whom HDFS takes the owner of Daybreak's folder to be. */
export const HDFS_USER = 'daybreak';
export const HDFS_FOLDER = '/daybreak';
export const HBASE_NAMESPACE = 'daybreak';

/** Replaced files are needed by readers that began before; what is older only fills the disk. */
const KEEP_REPLACED_MS = 60_000;

/** Longer than anybody waits: somebody else watches. */
const PATIENT_MS = 3_600_000;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const xml = (settings: Readonly<Record<string, string | number | boolean>>): string =>
  `<?xml version="1.0"?>\n<configuration>\n${Object.entries(settings)
    .map(([name, value]) => `  <property><name>${name}</name><value>${escaped(String(value))}</value></property>\n`)
    .join('')}</configuration>\n`;

// Folders are relative to the working folder of the JVM: Hadoop splits paths at commas and mistakes blanks.

const coreSite = (ports: HadoopPorts): string =>
  xml({
    'fs.defaultFS': `hdfs://${HOST}:${ports.nameNode}`,
    'hadoop.tmp.dir': 'tmp',
    'fs.permissions.umask-mode': '022',
  });

const hdfsSite = (ports: HadoopPorts): string =>
  xml({
    'dfs.namenode.name.dir': 'name',
    'dfs.datanode.data.dir': 'data',
    'dfs.namenode.rpc-address': `${HOST}:${ports.nameNode}`,
    'dfs.namenode.http-address': `${HOST}:${ports.nameNodeHttp}`,
    'dfs.datanode.address': `${HOST}:${ports.dataNode}`,
    'dfs.datanode.http.address': `${HOST}:${ports.dataNodeHttp}`,
    'dfs.datanode.ipc.address': `${HOST}:${ports.dataNodeIpc}`,
    'dfs.datanode.hostname': HOST,
    'dfs.namenode.datanode.registration.ip-hostname-check': false,
    'dfs.replication': 1,
    // one DataNode: there is no other to go on with
    'dfs.client.block.write.replace-datanode-on-failure.policy': 'NEVER',
    'dfs.namenode.safemode.extension': 0,
    'dfs.heartbeat.interval': 1,
    'dfs.permissions.enabled': true,
    // without Kerberos they are off, and nothing here could be tried with them
    'dfs.namenode.delegation.token.always-use': true,
  });

const hbaseSite = (ports: HadoopPorts, more: Readonly<Record<string, string>>): string =>
  xml({
    'hbase.rootdir': `hdfs://${HOST}:${ports.nameNode}/hbase`,
    'hbase.tmp.dir': 'tmp',
    'hbase.cluster.distributed': false,
    'hbase.localcluster.assign.random.ports': false,
    'hbase.zookeeper.quorum': HOST,
    'hbase.zookeeper.property.clientPort': ports.zooKeeper,
    'hbase.zookeeper.property.clientPortAddress': HOST,
    'hbase.zookeeper.property.dataDir': 'zookeeper',
    'hbase.master.port': ports.master,
    'hbase.master.ipc.address': HOST,
    'hbase.master.info.port': -1,
    'hbase.regionserver.port': ports.regionServer,
    'hbase.regionserver.ipc.address': HOST,
    'hbase.regionserver.info.port': -1,
    'hbase.unsafe.master.hostname': 'localhost',
    'hbase.unsafe.regionserver.hostname': 'localhost',
    'hbase.master.wait.on.regionservers.mintostart': 1,
    'hbase.master.wait.on.regionservers.maxtostart': 1,
    'hbase.io.compress.zstd.codec': 'org.apache.hadoop.hbase.io.compress.zstd.ZstdCodec',
    'hbase.io.compress.snappy.codec': 'org.apache.hadoop.hbase.io.compress.xerial.SnappyCodec',
    'hbase.master.cleaner.interval': 15_000,
    'hbase.master.logcleaner.ttl': KEEP_REPLACED_MS,
    'hbase.master.hfilecleaner.ttl': KEEP_REPLACED_MS,
    'hbase.regionserver.handler.count': 16,
    // Each family of each region would set 2 MB aside at its first put: some dictionaries of 16 regions fill a small heap with nothing.
    'hbase.hregion.memstore.mslab.enabled': false,
    // After kill -9 the one DataNode closes the logs of before at its next heartbeat: looked for then, not first after 4 s and then after 64.
    'hbase.lease.recovery.first.pause': 400,
    'hbase.lease.recovery.dfs.timeout': 4_000,
    'hbase.lease.recovery.pause': 100,
    // A master that starts waits for all of that. On a busy machine these end it (after 60 s, 30 s, 200 s) while it gets on well, and the
    // region server of the first waits for a master for ever: LocalHadoop gives up when nothing moves any more.
    'hbase.client.meta.scanner.timeout.period': PATIENT_MS,
    'hbase.master.start.timeout.localHBaseCluster': PATIENT_MS,
    'hbase.master.init.timeout.localHBaseCluster': PATIENT_MS,
    // also how long a region server waits for a master that is still starting
    'hbase.regionserver.msginterval': 500,
    ...more,
  });

const LOGGING = `log4j.rootLogger=WARN, stderr
log4j.appender.stderr=org.apache.log4j.ConsoleAppender
log4j.appender.stderr.Target=System.err
log4j.appender.stderr.layout=org.apache.log4j.PatternLayout
log4j.appender.stderr.layout.ConversionPattern=%d{ISO8601} %p %c{1} %m%n
`;

/**
 * Writes the configuration of a local HDFS and HBase into `<folder>/conf`; their data lie under the folder too.
 * @param more settings of hbase-site.xml that go before ours
 */
export function writeSiteFiles(folder: string, ports: HadoopPorts, more: Readonly<Record<string, string>>): void {
  const conf = join(folder, 'conf');
  // the web servers of HDFS look for their pages on the class path; they have none to show
  for (const pages of ['hdfs', 'datanode']) mkdirSync(join(conf, 'webapps', pages), { recursive: true });
  const files = {
    'core-site.xml': coreSite(ports),
    'hdfs-site.xml': hdfsSite(ports),
    'hbase-site.xml': hbaseSite(ports, more),
    'log4j.properties': LOGGING,
    'places.properties': `user=${HDFS_USER}\nfolder=${HDFS_FOLDER}\nnamespace=${HBASE_NAMESPACE}\n`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(conf, name), text);
}
